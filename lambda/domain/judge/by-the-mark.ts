import type { Verdict } from '../verdict.ts';
import {
  type Case,
  forceEitherWay,
  listTables,
  lookAtVersion,
  NOT_BEFORE_LOOKING,
  notVerbose,
  runAgain,
  type Steps,
} from './steps.ts';

/** The log does not tell whether a migration was under way; the mark in the database does. `first` comes before a look at it. */
export function judgeByTheMark(judged: Case, why: string, first: Steps = []): Verdict {
  return {
    state: 'unknown',
    evidence: [why, ...notVerbose(judged.run)],
    next: [
      ...first,
      ...lookAtVersion(judged),
      'Not dirty: nothing was left half done, so remove the cause and run again.',
      'Dirty: look whether the change of that version is there.',
      ...listTables(judged),
      ...forceEitherWay(judged),
      ...runAgain(judged),
    ],
    doNot: [NOT_BEFORE_LOOKING],
  };
}
