import type { JudgedCase } from '../model/judged-run.ts';
import type { Verdict } from '../model/verdict.ts';
import { firstThen, type Steps } from './advice/branches.ts';
import {
  ifDirty,
  listTables,
  lookAtVersion,
  NOT_BEFORE_LOOKING,
  notVerbose,
  UNTIL_ONE_HOLDS,
} from './steps.ts';

/** The log cannot tell whether a migration was executing; the dirty flag can. `first` are the steps before looking at it. */
export function judgeUndetermined(judged: JudgedCase, why: string, first: Steps = []): Verdict {
  return {
    state: 'unknown',
    evidence: [why, ...notVerbose(judged.run)],
    next: firstThen([...first, ...lookAtDirtyFlag(judged)], ifDirty(judged)),
    doNot: [NOT_BEFORE_LOOKING],
  };
}

/** The steps before {@link ifDirty}. */
export function lookAtDirtyFlag(judged: JudgedCase): Steps {
  return [
    ...lookAtVersion(judged),
    {
      do: 'Not dirty: nothing was left half done. Dirty: check whether the change of that version is there.',
    },
    ...listTables(judged),
    UNTIL_ONE_HOLDS,
  ];
}
