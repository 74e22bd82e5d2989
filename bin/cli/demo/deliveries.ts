import { MOST_QUIET_MS } from '../../../lambda/domain/model/action.ts';
import type { EventsMessage } from '../../../lambda/domain/runs/record/events-message.ts';
import { stableId } from '../aws-events/stable-id.ts';
import { buildDeliveries } from './build-deliveries.ts';
import { type Deliveries, EVENT_MS } from './delivery.ts';
import type { AcknowledgeScene, Scene, WeekMoment } from './scene.ts';
import { serviceDeliveries, taskDeliveries } from './task-deliveries.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const DAY_MS = 24 * 60 * 60_000;

/** Everything that happens from `weekStartsAt` (epoch ms, a midnight) on. Throws when a capture is missing. */
export function deliveriesOf(scenes: readonly Scene[], weekStartsAt: number): Deliveries {
  const parts = scenes.map((scene): Deliveries => {
    const at = weekStartsAt + momentMs(scene.at);
    switch (scene.kind) {
      case 'task':
        return taskDeliveries(scene, at);
      case 'build':
        return buildDeliveries(scene, at);
      case 'service':
        return serviceDeliveries(scene, at);
      case 'acknowledge':
        return acknowledgement(scene, at);
      default:
        return scene satisfies never;
    }
  });
  return {
    deliveries: parts.flatMap(({ deliveries }) => deliveries).sort((a, b) => a.at - b.at),
    streams: parts.flatMap(({ streams }) => streams),
  };
}

/**
 * Milliseconds since the week began. Throws for a bad moment: moments are written in week.ts, so that is a mistake
 * there.
 */
function momentMs(moment: WeekMoment): number {
  const [, day = '', hours, minutes, seconds = '0'] =
    /^(\w{3}) (\d\d):(\d\d)(?::(\d\d))?$/.exec(moment) ?? [];
  const index = DAYS.indexOf(day);
  if (index < 0)
    throw new Error(`'${moment}' is not a moment of the week; expected for example Tue 02:13:05`);
  return index * DAY_MS + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
}

function acknowledgement({ incident, by }: AcknowledgeScene, at: number): Deliveries {
  const id = `acknowledged-${stableId(incident, at)}`;
  const until = at + MOST_QUIET_MS.ack;
  const action = { do: 'ack', id, at, until, by: { name: by, via: 'command line' } } as const;
  const message: EventsMessage = { type: 'action', incident, action };
  return { deliveries: [{ at: at + EVENT_MS, kind: 'message', message }], streams: [] };
}
