import type { Run } from '../../model/run.ts';
import type { Target } from '../../model/target.ts';

/** A run as stored, with what its last transition still owes. */
export interface RunRecord {
  readonly run: Run;
  /** Counts writes of this record; every write is conditional on the revision that was read. */
  readonly revision: number;
  /** Requests stored with the write and removed after sending; an id survives a resend. */
  readonly outbox: readonly OutboxEntry[];
  /** Re-reads of the log stream that its incomplete run has had: how many of its origin's facts are such re-reads. */
  readonly rereads: number;
  /** Run id that replaced this one when late facts moved its first event or merged two runs. Never deleted. */
  readonly supersededBy: string | null;
}

/** One request that a transition owes to the topic `events`. */
export interface OutboxEntry {
  /** `<run id>#<revision that owes it>`: the dedup id of the request. */
  readonly id: string;
  readonly transition: Transition;
  /** When the record that owes it was written, epoch ms: the sweep sends what is older than two minutes. */
  readonly at: number;
}

/** The record that was replaced against the one that replaced it. */
export interface Transition {
  /**
   * What changed: the run appeared, ended, changed its outcome or facts after its end, showed something to alert
   * about while it runs (a deadline that passed, a leaked credential, a finding), or was replaced by another run.
   */
  readonly kind: 'started' | 'ended' | 'corrected' | 'alerted' | 'superseded';
  readonly before: Run['outcome'] | null;
  readonly after: Run['outcome'];
  /** The database that the run was recorded under before, when later facts moved it to another one. */
  readonly left?: Target;
}

/** The record that stands in the place of a superseded one, however often it was replaced in turn; `undefined`: it stands itself. */
export function currentRecordFor(stored: RunRecord, records: readonly RunRecord[]): RunRecord | undefined {
  let record: RunRecord | undefined = stored;
  for (let steps = 0; record?.supersededBy != null && steps < records.length; steps++) {
    const { supersededBy }: RunRecord = record;
    record = records.find((other) => other.run.id === supersededBy);
  }
  return record === stored ? undefined : record;
}
