import type { Run } from '../../model/run.ts';
import type { Target } from '../../model/target.ts';
import type { Basis } from './basis.ts';

/** A run as it is stored, with its outbox. */
export interface RunRecord {
  readonly run: Run;
  /** Optimistic locking: counts the writes of this record; every write is conditional on the revision that was read. */
  readonly revision: number;
  /** Transactional outbox: messages stored with the record and removed after sending. A resend keeps the id. */
  readonly outbox: readonly OutboxEntry[];
  /** For an incomplete run: how often the log stream was re-read, that is, how many of its origin's facts are re-reads. */
  readonly rereads: number;
  /** Id of the run that replaced this one, when late facts moved its first event or merged two runs. Such a record is never deleted. */
  readonly supersededBy: string | null;
  /** The rules and facts that it was made of. Left out if an earlier release wrote the record. */
  readonly basis?: Basis;
  /**
   * The outcome that people know, if other rules have changed it since and nobody was notified; `null` if they do not know the run. The
   * next fact about the run notifies them. Left out if they know {@link Run.outcome}.
   */
  readonly knownOutcome?: Run['outcome'] | null;
}

/** One message to the topic `events` that is not yet known to be sent. */
export interface OutboxEntry {
  /** Dedup key of the message: `<run id>#<revision that added the entry>`. */
  readonly id: string;
  readonly transition: Transition;
  /** When the entry was written, epoch ms. The sweep sends entries that are older than two minutes. */
  readonly at: number;
}

/** The difference between a record and the one that it replaced. */
export interface Transition {
  /**
   * What changed: the run appeared; ended; changed its outcome or contents after its end; showed something to alert people
   * about while it runs (a passed deadline, a leaked credential, a finding); or was replaced by another run.
   */
  readonly kind: 'started' | 'ended' | 'corrected' | 'alerted' | 'superseded';
  readonly before: Run['outcome'] | null;
  readonly after: Run['outcome'];
  /** The target that the run was recorded under before, if later facts moved it to another one. */
  readonly left?: Target;
}

/** Follows `supersededBy` to the current record; `undefined` if `stored` is current itself, or if the current one is not in `records`. */
export function currentRecordFor(stored: RunRecord, records: readonly RunRecord[]): RunRecord | undefined {
  let record: RunRecord | undefined = stored;
  for (let steps = 0; record?.supersededBy != null && steps < records.length; steps++) {
    const { supersededBy }: RunRecord = record;
    record = records.find((other) => other.run.id === supersededBy);
  }
  return record === stored ? undefined : record;
}
