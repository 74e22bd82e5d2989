import type { MigrateError } from '../model/event.ts';
import type { Verdict } from '../model/verdict.ts';
import { always } from './advice/branches.ts';
import { firstStepOf } from './knowledge/start-failures.ts';

/** The platform or the shell could not start golang-migrate, so there is nothing to check in the database. */
export function judgeNotStarted(error: MigrateError): Verdict {
  return {
    state: 'not-applied',
    evidence: [
      'golang-migrate was not started, as the error above says, and printed nothing: nothing was executed, and this run did not touch the database.',
    ],
    next: always([{ do: firstStepOf(error.message) }, { do: 'Then start the same job again.' }]),
    doNot: ['Do not force: nothing was executed, so this run made nothing dirty.'],
  };
}
