import type { Run } from './run.ts';
import type { Transition } from './run-record.ts';

/** What writers publish to the topic `events`; `page` is its only reader. CloudWatch's own alarm notifications arrive beside these. */
export type EventsMessage =
  | {
      readonly type: 'run';
      /** `<run id>#<revision>`: equal ids are the same request sent again. */
      readonly id: string;
      readonly transition: Transition;
      readonly run: Run;
      /** Revision of the record that holds `run`; a higher one is newer. */
      readonly revision: number;
    }
  | {
      readonly type: 'incident-due';
      /** Incident key whose reminder is due. */
      readonly incident: string;
      /** When it was due, epoch ms. */
      readonly dueAt: number;
    };
