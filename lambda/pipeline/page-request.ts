import type { Sighting } from '../domain/incident/see.ts';
import type { Run } from '../domain/run.ts';
import type { Target } from '../domain/target.ts';

/** What one message asks of the incidents of one database. */
export interface PageRequest {
  readonly target: Target;
  /** Id of the message: when it is delivered again, the pages that it still owes are found by it. */
  readonly cause: string;
  /** What the message tells of runs and alarms, taken in together; none when it only says that something is due. */
  readonly sightings: readonly Sighting[];
  /** The runs that the message carries. */
  readonly runs: readonly Run[];
}
