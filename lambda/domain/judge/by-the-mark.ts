import type { Verdict } from '../verdict.ts';
import { firstThen, type Steps } from './branches.ts';
import {
  type Case,
  ifDirty,
  listTables,
  lookAtVersion,
  NOT_BEFORE_LOOKING,
  notVerbose,
  UNTIL_ONE_HOLDS,
} from './steps.ts';

/** The log does not tell whether a migration was under way; the mark in the database does. `first` comes before a look at it. */
export function judgeByTheMark(judged: Case, why: string, first: Steps = []): Verdict {
  return {
    state: 'unknown',
    evidence: [why, ...notVerbose(judged.run)],
    next: firstThen([...first, ...lookAtTheMark(judged)], ifDirty(judged)),
    doNot: [NOT_BEFORE_LOOKING],
  };
}

/** What is looked up before {@link ifDirty}. */
export function lookAtTheMark(judged: Case): Steps {
  return [
    ...lookAtVersion(judged),
    { do: 'Not dirty: nothing was left half done. Dirty: look whether the change of that version is there.' },
    ...listTables(judged),
    UNTIL_ONE_HOLDS,
  ];
}
