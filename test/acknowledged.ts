import { MOST_QUIET_MS } from '../lambda/domain/model/action.ts';
import type { ActionMessage } from '../lambda/domain/runs/record/events-message.ts';

/** The message with which the command `ack` acknowledges an incident; `at` is epoch ms. */
export function acknowledged(id: string, incident: string, at: number, by: string): ActionMessage {
  const until = at + MOST_QUIET_MS.ack;
  return {
    type: 'action',
    incident,
    action: { do: 'ack', id, at, until, by: { name: by, via: 'command line' } },
  };
}
