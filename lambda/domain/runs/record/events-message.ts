import type { Run } from '../../model/run.ts';
import type { Target } from '../../model/target.ts';
import type { Transition } from './run-record.ts';

/** A run of which something changed. */
export interface RunMessage {
  readonly type: 'run';
  /** `<run id>#<revision>`: equal ids are the same request sent again. */
  readonly id: string;
  readonly transition: Transition;
  readonly run: Run;
  /** Revision of the record that holds `run`; a higher one is newer. */
  readonly revision: number;
  /** The run that took the place of a superseded one, so that no reader ever misses both. */
  readonly successor?: { readonly run: Run; readonly revision: number };
}

/** Runs that a message tells of, in order. */
export function runsIn(message: EventsMessage): readonly RunMessage[] {
  if (message.type === 'run') return [message];
  return message.type === 'runs' ? message.runs : [];
}

/** What writers publish to the topic `events`; `page` is its only reader. CloudWatch's own alarm notifications arrive beside these. */
export type EventsMessage =
  | RunMessage
  | {
      readonly type: 'runs';
      /** Of many runs at once, in order. */
      readonly runs: readonly RunMessage[];
    }
  | {
      readonly type: 'incident-due';
      /** Incident key whose reminder is due. */
      readonly incident: string;
      /** When it was due, epoch ms. */
      readonly dueAt: number;
    }
  | {
      readonly type: 'missing';
      /** `<what was expected>@<dueAt>`: equal ids are the same request sent again. */
      readonly id: string;
      readonly target: Target;
      /** A run that started at or after this moment (epoch ms) is the expected one. */
      readonly since: number;
      /** When it should have been there, epoch ms. */
      readonly dueAt: number;
    }
  | {
      readonly type: 'acknowledged';
      readonly id: string;
      /** Incident key. Ends an incident that no run can end: a leaked credential, an alarm without a run. */
      readonly incident: string;
      readonly at: number;
      /** Who says so, as people know them. */
      readonly by: string;
    };
