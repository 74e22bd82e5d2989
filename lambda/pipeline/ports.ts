import type { Severity } from '../contract/severity.ts';
import type { ChangeMessage, Notice } from '../domain/channels/change-message.ts';
import type { Delivery } from '../domain/channels/delivery.ts';
import type { Condition } from '../domain/incidents/condition.ts';
import type { Incident } from '../domain/incidents/incident.ts';
import type { TargetState } from '../domain/incidents/target-state.ts';
import type { Fact } from '../domain/model/fact.ts';
import type { IncidentName } from '../domain/model/incident-key.ts';
import type { LogBatch } from '../domain/model/log-batch.ts';
import type { PageMessage } from '../domain/model/page-message.ts';
import type { Target } from '../domain/model/target.ts';
import type { ExpectedRun } from '../domain/runs/expected-run.ts';
import type { FoldSeed } from '../domain/runs/fold/seed.ts';
import type { EventsMessage } from '../domain/runs/record/events-message.ts';
import type { MetricDatum } from '../domain/runs/record/metrics.ts';
import type { RunLine } from '../domain/runs/record/run-line.ts';
import type { RunRecord } from '../domain/runs/record/run-record.ts';
import type { Snapshot } from '../domain/runs/record/snapshot.ts';

/** Epoch ms, UTC. The pipeline reads it once per invocation. */
export type Clock = () => number;

/** Facts and run records of one origin, read together. */
export interface OriginItems {
  readonly facts: readonly Fact[];
  readonly records: readonly RunRecord[];
}

/** What an origin's snapshot leaves to be read, and the snapshot. */
export interface OpenItems extends OriginItems {
  /** As it was before the rest was read; `null`: there is none. */
  readonly snapshot: Snapshot | null;
  /**
   * What the fold goes on from: then `facts` and `records` are those since {@link FoldSeed.since}, without starts and ends.
   * `null`: they are all that there are.
   */
  readonly seed: FoldSeed | null;
  /** Can a later read leave out the facts before a moment? Not those that were stored before their keys held a time. */
  readonly keyedByTime: boolean;
}

/** What lies in the open index: runs that have not ended or still owe a request, incidents not resolved, runs expected. */
export type OpenEntry = RunEntry | IncidentEntry | ExpectedRunEntry;

export interface RunEntry {
  readonly kind: 'run';
  /** As the index has it, which may lag behind the table: act on what {@link FactStore.readOrigin} says. */
  readonly record: RunRecord;
  /** When the sweep next has something to do for it, epoch ms. */
  readonly dueAt: number;
}

export interface IncidentEntry {
  readonly kind: 'incident';
  /** `migrate-watch/<environment>/<database>/<kind>/<n>`. */
  readonly incident: string;
  readonly environment: string;
  readonly database: string;
  /** The incident's kind: `migration`, `slow`, `missing`, `wrong`, `leak`, `pattern`. */
  readonly incidentKind: string;
  /** What it stands for, as its runs tell it: what the gauges are made of. */
  readonly conditions: readonly Condition[];
  /** When its next reminder is due, epoch ms. */
  readonly dueAt: number;
}

export interface ExpectedRunEntry {
  readonly kind: 'expected';
  readonly expected: ExpectedRun;
  /** {@link ExpectedRun.dueAt} */
  readonly dueAt: number;
}

/** Runs that have to come, each until it is known whether it did. */
export interface ExpectedRunStore {
  /** Puts it into the open index unless it was ever there. */
  openExpected(expected: ExpectedRun): Promise<void>;
  /** Takes it out of the open index for good. */
  closeExpected(expected: ExpectedRun): Promise<void>;
}

/** What `page` has learned of a database's runs. */
export interface BaselineReader {
  /** {@link TargetState.usualLimitMs} as `page` last wrote it; `null` while too few clean runs are known. */
  readUsualLimit(target: Target): Promise<number | null>;
}

/** Facts and run records. Single-item writes only; every method may throw when the store is out of reach. */
export interface FactStore {
  /** Writes the fact unless it is there. */
  putFact(origin: string, fact: Fact): Promise<'written' | 'exists'>;
  /** Strongly consistent: everything written before the call is in the answer. */
  readOrigin(origin: string): Promise<OriginItems>;
  /**
   * What came since the origin's snapshot, as strongly consistent; all, where there is none that was made by `rules`.
   *
   * Records are read before facts: what a record was written for is then among the facts, unless it lies before the seed.
   */
  readOpen(origin: string, rules: string): Promise<OpenItems>;
  /** Writes on condition that the stored revision is still `expected` (`null`: no snapshot yet). */
  putSnapshot(origin: string, snapshot: Snapshot, expected: number | null): Promise<'written' | 'conflict'>;
  /**
   * Writes on condition that the stored revision is still `expected` (`null`: no record yet).
   *
   * `dueAt` puts the record into the open index; `null` takes it out.
   */
  putRecord(
    record: RunRecord,
    expected: number | null,
    dueAt: number | null,
  ): Promise<'written' | 'conflict'>;
  /** The whole open index, by `dueAt`; eventually consistent. */
  listOpen(): Promise<readonly OpenEntry[]>;
}

/** The topic `events`. Resolves when the topic has taken the message. */
export interface Publisher {
  publish(message: EventsMessage): Promise<void>;
}

/** Takes all data of one invocation in one call. */
export interface MetricSink {
  put(data: readonly MetricDatum[]): Promise<void>;
}

/** The log group `…/runs`: one JSON line per transition. */
export interface RunLog {
  write(line: RunLine): void;
}

/** Log streams that the monitor writes to itself. Resolves when all the lines are in. */
export interface LogWriter {
  /** Each `at` is epoch ms, ascending. */
  write(logStream: string, lines: readonly { readonly at: number; readonly text: string }[]): Promise<void>;
}

/** What the monitor notices about itself, for those who look for the cause of an alarm. Holds no text of a run. */
export interface HealthLog {
  warn(message: string): void;
}

/** Re-reads a window of a log stream in order (reconcile). `from` and `to` are epoch ms, inclusive. */
export interface LogReader {
  /** Throws when the stream is out of reach or gone. */
  readWindow(logGroup: string, logStream: string, from: number, to: number): Promise<LogBatch>;
}

/** State and incidents of one database, read together. */
export interface TargetItems {
  /** `null` before anything was seen of it. */
  readonly state: TargetState | null;
  /** Those that are in use, as the last write of the state said; all of them where none did. */
  readonly incidents: readonly Incident[];
  /** Which were said to be in use, whether or not they were written; `null`: nothing was said. */
  readonly inUse: readonly IncidentName[] | null;
}

/** Database states and incidents; `page` is their only writer. Single-item writes only; every method may throw. */
export interface IncidentStore {
  /** Strongly consistent: everything written before the call is in the answer. */
  readTarget(target: Target): Promise<TargetItems>;
  /**
   * Writes on condition that the stored revision is still `expected` (`null`: no state yet). `inUse`: the incidents that the next reading needs, with those
   * that are about to be written; left out: all.
   */
  putState(
    state: TargetState,
    expected: number | null,
    inUse?: readonly IncidentName[],
  ): Promise<'written' | 'conflict'>;
  /** The same for an incident. Whether it lies in the open index, and when it is due there, it says itself. */
  putIncident(incident: Incident, expected: number | null): Promise<'written' | 'conflict'>;
}

/** The topics `critical`, `warning` and `info`. Resolves when the topic has taken it. */
export interface PageTopics {
  publishPage(severity: Severity, page: PageMessage): Promise<void>;
  /** For channels that show what changed; not for people: mail and chat leave it out. */
  publishChange(severity: Severity, change: ChangeMessage): Promise<void>;
}

/** What a channel was sent, and how incidents stand. Single-item requests only; every method may throw. */
export interface DeliveryStore {
  /** Strongly consistent; `null` when there is none of that key, and when the key is no incident's. */
  readIncident(key: string): Promise<Incident | null>;
  /** Strongly consistent; `null` before the channel was sent anything of that key. */
  readDelivery(key: string, channel: string): Promise<Delivery | null>;
  /** Writes on condition that the stored revision is still `expected` (`null`: none yet). */
  putDelivery(delivery: Delivery, expected: number | null): Promise<'written' | 'conflict'>;
}

/** A receiver outside, of a kind that `CHANNEL_KINDS` lists. */
export interface Channel {
  /**
   * Resolves with `taken` when the receiver has it, with `passed` when it has no use for notices of this kind.
   *
   * Throws `RetryableDeliveryError` when it may take it later, `PermanentDeliveryError` when it never will.
   */
  send(notice: Notice): Promise<'taken' | 'passed'>;
}

/** Texts of secrets by name or ARN. Keeps each for 5 minutes. */
export interface SecretReader {
  /** Throws `PermanentDeliveryError` when there is none or it may not be read; any other fault is worth another try. */
  read(secret: string): Promise<string>;
  /** The text did not open the door: read it anew next time. */
  forget(secret: string): void;
}

/** Says what became of each notice, for those who ask why nobody was told. */
export interface DeliveryLog {
  write(line: DeliveryLine): void;
}

/** Holds no text of a page. */
export interface DeliveryLine {
  readonly level: 'INFO' | 'WARN';
  readonly message: string;
  readonly channel: string;
  readonly id: string;
}
