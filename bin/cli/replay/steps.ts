import { logGroupName } from '../../../lib/functions/declarations-of.ts';
import type { LogGroupSettings, Settings } from '../../../lib/settings/settings.ts';
import { eventId } from '../aws-events/subscription.ts';
import type { Step } from './scenario.ts';
import type { RepeatInput, StepInput } from './scenario-shape.ts';

const MINUTE_MS = 60_000;

/** The steps of a scenario that lists them. `settings` are those of its steps, by index. */
export function writtenSteps(
  steps: readonly StepInput[],
  settings: ReadonlyMap<number, Settings>,
): readonly Step[] {
  return steps.map(({ clock, lifecycle, logEvents, sweepAfterMinutes }, index): Step => {
    const deployed = settings.get(index);
    if (deployed !== undefined)
      return { kind: 'settings', name: `steps[${index}].settings`, settings: deployed };
    const name = (key: string) => `steps[${index}].${key}`;
    if (clock !== undefined) return { kind: 'clock', name: name('clock'), at: Date.parse(clock) };
    if (lifecycle !== undefined) return { kind: 'lifecycle', name: name('lifecycle'), event: lifecycle };
    if (logEvents !== undefined) return { kind: 'logEvents', name: name('logEvents'), delivery: logEvents };
    return { kind: 'sweep', name: name('sweepAfterMinutes'), afterMs: sweepAfterMinutes! * MINUTE_MS };
  });
}

/**
 * The steps of `repeat`: task i prints at `startsAt` + i · `everyMs` into its own log stream, as one delivery, all
 * `lines` or the next line of `each`. Then the sweep is called each minute.
 */
export function repeatedSteps(
  { tasks, everyMs = 0, lines, each, thenSilentForMinutes = 0 }: RepeatInput,
  startsAt: number,
  logGroup: LogGroupSettings,
): readonly Step[] {
  const printing = Array.from({ length: tasks }, (_, task): readonly Step[] => {
    const name = `repeat, task ${task}`;
    const at = startsAt + task * everyMs;
    const printed = lines ?? [each![task % each!.length]!];
    const delivery = {
      ...(logGroup.account !== null && { account: logGroup.account }),
      logGroup: logGroupName(logGroup.reference),
      logStream: `orders/migrate/${task.toString(16).padStart(32, '0')}`,
      events: printed.map((message, index) => ({
        id: eventId(at, task * printed.length + index),
        timestamp: at,
        message,
      })),
    };
    return [
      { kind: 'clock', name, at },
      { kind: 'logEvents', name, delivery },
    ];
  });
  const waiting = Array.from(
    { length: thenSilentForMinutes },
    (_, minute): Step => ({ kind: 'sweep', name: `repeat, minute ${minute + 1}`, afterMs: MINUTE_MS }),
  );
  return [...printing.flat(), ...waiting];
}
