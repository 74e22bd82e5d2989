import type { Observation } from '../domain/incidents/evolve.ts';
import type { Run } from '../domain/model/run.ts';
import type { Target } from '../domain/model/target.ts';

/** What one message asks of the incidents of one database. */
export interface PageRequest {
  readonly target: Target;
  /** Id of the message: when it is delivered again, the pages that it still owes are found by it. */
  readonly messageId: string;
  /** What the message tells of runs and alarms, taken in together; none when it only says that something is due. */
  readonly observations: readonly Observation[];
  /** The runs that the message carries. */
  readonly runs: readonly Run[];
}
