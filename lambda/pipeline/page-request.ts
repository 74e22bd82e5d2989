import type { Sighting } from '../domain/incident/see.ts';
import type { Run } from '../domain/run.ts';
import type { Target } from '../domain/target.ts';

/** What one message asks of the incidents of one database. */
export interface PageRequest {
  readonly target: Target;
  /** Names the message: delivered again, it sends again what it owes. */
  readonly cause: string;
  /** Taken in together; none when only something is due. */
  readonly sightings: readonly Sighting[];
  /** The run that the message carries. */
  readonly run: Run | null;
}
