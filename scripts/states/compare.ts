import type { Scenario } from './scenario.ts';
import type { Told } from './told.ts';
import { isClean, isComplete, type Truth } from './truth.ts';

/** `clean`: the job completed, and the report agrees. */
export type Grade = 'right' | 'unknown' | 'wrong' | 'clean';

/** Compares the reported state with what the database shows. */
export function compare(scenario: Scenario, told: Told, truth: Truth): Grade {
  const { verdict } = told;
  if (verdict === null) {
    if (isComplete(scenario, truth)) return 'clean';
    return told.endSeen ? 'wrong' : 'unknown';
  }
  const isDirty = truth.mark?.dirty === true && !truth.working;
  switch (verdict.state) {
    case 'unknown':
      return 'unknown';
    case 'rolled-back':
      return graded(isDirty && truth.change === 'none');
    case 'partly-applied':
      return graded(isDirty && truth.change === 'part');
    case 'applied-but-marked-dirty':
      return graded(isDirty && truth.change === 'all');
    case 'still-running':
      return graded(truth.working);
    case 'not-applied':
      return graded(isClean(truth));
  }
}

function graded(isTrue: boolean): Grade {
  return isTrue ? 'right' : 'wrong';
}
