import type { IncidentKind } from '../contract/incident-kind.ts';
import type { Severity } from '../contract/severity.ts';
import type { AskMessage } from '../domain/channels/ask-message.ts';
import type { ChangeMessage, Notice } from '../domain/channels/change-message.ts';
import type { Delivery } from '../domain/channels/delivery.ts';
import type { PersonsAnswer } from '../domain/channels/persons-answer.ts';
import type { Condition } from '../domain/incidents/condition.ts';
import type { ListedState, OpenNow } from '../domain/incidents/database-status.ts';
import type { Incident } from '../domain/incidents/incident.ts';
import type { IncidentLine } from '../domain/incidents/incident-line.ts';
import type { SettledIncident } from '../domain/incidents/settled.ts';
import type { TargetState } from '../domain/incidents/target-state.ts';
import type { Told } from '../domain/incidents/told.ts';
import type { Span } from '../domain/load/effect.ts';
import type { LoadMetric } from '../domain/load/load-metrics.ts';
import type { Mute } from '../domain/model/action.ts';
import type { AskedIncident } from '../domain/model/ask.ts';
import type { Decision } from '../domain/model/decision.ts';
import type { Fact } from '../domain/model/fact.ts';
import type { IncidentName } from '../domain/model/incident-key.ts';
import type { LogBatch } from '../domain/model/log-batch.ts';
import type { PageMessage } from '../domain/model/page-message.ts';
import type { ReviewNotice } from '../domain/model/review-message.ts';
import type { Target } from '../domain/model/target.ts';
import type { TestPage, TestWord } from '../domain/model/test-page.ts';
import type { History } from '../domain/normal/history.ts';
import type { StoredReview } from '../domain/review/stored-review.ts';
import type { ExpectedRun } from '../domain/runs/expected-run.ts';
import type { FoldSeed } from '../domain/runs/fold/seed.ts';
import type { EventsMessage } from '../domain/runs/record/events-message.ts';
import type { ListedRun } from '../domain/runs/record/list-line.ts';
import type { MetricDatum } from '../domain/runs/record/metrics.ts';
import type { MigrationLine } from '../domain/runs/record/migration-line.ts';
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

/** An origin's snapshot, and the facts and run records since then. */
export interface OpenItems extends OriginItems {
  /** The snapshot as it was before facts and records were read; `null` when there is none. */
  readonly snapshot: Snapshot | null;
  /**
   * The state that the fold continues from. `facts` and `records` are then only those since {@link FoldSeed.since}, without
   * starts and ends. `null`: they are all facts and records of the origin.
   */
  readonly seed: FoldSeed | null;
  /** Do the keys of all facts hold a time, so that a later read can skip old ones? False if an earlier release stored some of them. */
  readonly keyedByTime: boolean;
}

/** An entry of the open index: a run that has not ended or has an outbox, an incident that is not resolved, an expected run, or a test page. */
export type OpenEntry = RunEntry | IncidentEntry | ExpectedRunEntry | TestEntry | UnreadableEntry;

export interface RunEntry {
  readonly kind: 'run';
  /** The record in the index, which may be older than the table: act on what {@link FactStore.readOrigin} returns. */
  readonly record: RunRecord;
  /** When the sweep next has something to do for the run, epoch ms. */
  readonly dueAt: number;
}

export interface IncidentEntry {
  readonly kind: 'incident';
  /** `migrate-watch/<environment>/<database>/<kind>/<n>`. */
  readonly incident: string;
  readonly environment: string;
  readonly database: string;
  /** The incident's kind: `migration`, `slow`, `missing`, `wrong`, `leak`, `pattern`. */
  readonly incidentKind: IncidentKind;
  /** What is wrong, according to its runs. The gauges are calculated from this. */
  readonly conditions: readonly Condition[];
  /** @see Incident.announcedIn */
  readonly announcedIn?: string;
  /** Left out for an incident that is over, that nobody was told about, or that an earlier release wrote. */
  readonly told?: Told;
  /**
   * Left out for an incident that is open. One that has ended stays in the index for half an hour, and while pages about it are to be
   * sent.
   */
  readonly isOver?: true;
  /** When its next reminder is due, or when it leaves the index, epoch ms. */
  readonly dueAt: number;
}

export interface ExpectedRunEntry {
  readonly kind: 'expected';
  readonly expected: ExpectedRun;
  /** {@link ExpectedRun.dueAt} */
  readonly dueAt: number;
}

/** A test page that is not over. */
export interface TestEntry {
  readonly kind: 'test';
  readonly test: TestPage;
  /** When it ends, epoch ms. */
  readonly dueAt: number;
}

/**
 * An item whose body cannot be read, such as one that a newer release wrote. It is an entry, so that it stops no other entry and the
 * sweep can report it.
 */
export interface UnreadableEntry {
  readonly kind: 'unreadable';
  readonly error: Error;
  /** Epoch ms. */
  readonly dueAt: number;
}

/** Expected runs, each stored until it has come or is reported as missing. */
export interface ExpectedRunStore {
  /** Puts the expected run into the open index, unless it has been there before. */
  openExpected(expected: ExpectedRun): Promise<void>;
  /** Removes the expected run from the open index for good. */
  closeExpected(expected: ExpectedRun): Promise<void>;
}

/** Reads metrics of CloudWatch, by minutes. */
export interface LoadReader {
  /**
   * The values of each metric within the span, by minute, epoch ms; empty for a metric that has none.
   *
   * @throws if CloudWatch does not answer, or only in part
   */
  read(metrics: readonly LoadMetric[], within: Span): Promise<readonly ReadonlyMap<number, number>[]>;
}

/** Reads what `page` has learned about a database's migrations. */
export type HistoryReader = Pick<IncidentStore, 'readHistory'>;

/** Items that an earlier release stored, which are not in the lists that people read. */
export interface EarlierItems {
  /**
   * Puts some of the items of these databases into the lists; once all are in them, does nothing. `now` is in epoch ms. It asks
   * `mayGoOn` before each database and each change, and the next call goes on where this one stopped.
   *
   * May be called side by side with every writer.
   */
  indexSome(targets: readonly Target[], now: number, mayGoOn: MayGoOn): Promise<void>;
}

/** Facts and run records. Writes single items only. Every method may throw when the store cannot be reached. */
export interface FactStore {
  /** Writes the fact unless it is stored already. */
  putFact(origin: string, fact: Fact): Promise<'written' | 'exists'>;
  /** Strongly consistent: the answer includes everything that was written before the call. */
  readOrigin(origin: string): Promise<OriginItems>;
  /**
   * Reads what was stored since the origin's snapshot, or everything if no snapshot was made by `rules`. Strongly consistent.
   *
   * Reads records before facts, so that the facts include those that a record was made of, unless they are older than the seed.
   */
  readOpen(origin: string, rules: string): Promise<OpenItems>;
  /** Writes on condition that the stored revision is still `expected` (`null`: no snapshot yet). */
  putSnapshot(origin: string, snapshot: Snapshot, expected: number | null): Promise<'written' | 'conflict'>;
  /**
   * Writes on condition that the stored revision is still `expected` (`null`: no record yet).
   *
   * A `dueAt` (epoch ms) puts the record into the open index; `null` removes it from there.
   */
  putRecord(
    record: RunRecord,
    expected: number | null,
    dueAt: number | null,
  ): Promise<'written' | 'conflict'>;
  /** The whole open index, sorted by `dueAt`. Eventually consistent. */
  listOpen(): Promise<readonly OpenEntry[]>;
}

/** The topic `events`. Resolves when SNS has accepted the message. */
export interface Publisher {
  publish(message: EventsMessage): Promise<void>;
}

/** Sends metrics: all data of one invocation in one call. */
export interface MetricSink {
  put(data: readonly MetricDatum[]): Promise<void>;
}

/** The log group `…/runs`: one JSON line per transition. */
export interface RunLog {
  write(line: RunLine | MigrationLine): void;
}

/** Writes to log streams. Resolves when CloudWatch Logs has accepted all lines. */
export interface LogWriter {
  /** Each `at` is epoch ms, ascending. */
  write(logStream: string, lines: readonly { readonly at: number; readonly text: string }[]): Promise<void>;
}

/** The log of what is wrong with the monitor itself, for people who look for the cause of an alarm. Holds no text of a run. */
export interface HealthLog {
  warn(message: string): void;
}

/** Is there time for another call? */
export type MayGoOn = () => boolean;

/** Reads a window of a log stream again, in order (reconcile). `from` and `to` are epoch ms, inclusive. */
export interface LogReader {
  /**
   * `undefined` if `mayGoOn`, which is asked before each page but the first, said no. The next call for the same window continues where this one stopped, or
   * begins again.
   *
   * @throws when the stream cannot be read or no longer exists
   */
  readWindow(
    logGroup: string,
    logStream: string,
    from: number,
    to: number,
    mayGoOn: MayGoOn,
  ): Promise<LogBatch | undefined>;
}

/** State and incidents of one database, read together. */
export interface TargetItems {
  /** `null` before the first observation. */
  readonly state: TargetState | null;
  /** The incidents that the stored state names as in use, without the {@link settled} ones; all incidents if it names none. */
  readonly incidents: readonly Incident[];
  /** Incidents in use that were over when the state was written. Empty if an earlier release wrote the state. */
  readonly settled: readonly SettledIncident[];
  /** Names of the incidents in use according to the state, stored or not; `null` if an earlier release wrote the state. */
  readonly inUse: readonly IncidentName[] | null;
}

/** Database states and incidents; `page` is their only writer. Single-item writes only; every method may throw. */
export interface IncidentStore {
  /** Strongly consistent: the answer includes everything that was written before the call. */
  readTarget(target: Target): Promise<TargetItems>;
  /** Strongly consistent. Those that are not stored are left out. */
  readIncidents(names: readonly IncidentName[]): Promise<readonly Incident[]>;
  /**
   * Writes on condition that the stored revision is still `expected` (`null`: no state yet).
   *
   * @param inUse the incidents that later reads need, including those that are about to be written
   * @default inUse all incidents
   * @param settled what is kept of those of them that are over; {@link readTarget} returns it, and reads only the others
   * @default settled none
   */
  putState(
    state: TargetState,
    expected: number | null,
    inUse?: readonly IncidentName[],
    settled?: readonly SettledIncident[],
  ): Promise<'written' | 'conflict'>;
  /** The same for an incident. The incident itself says whether it is in the open index, and when it is due. */
  putIncident(incident: Incident, expected: number | null): Promise<'written' | 'conflict'>;
  /** How long the migrations of a database took; empty if none is stored. Strongly consistent. */
  readHistory(target: Target): Promise<History>;
  /** Writes on condition that the stored revision is still `expected` (`null`: none is stored yet). */
  putHistory(history: History, expected: number | null): Promise<'written' | 'conflict'>;
}

/** Times in which people asked for no pages. Writes single items only; every method may throw. */
export interface MuteStore {
  /** Mutes of an environment that may be in force, or end others. Strongly consistent. */
  readMutes(environment: string): Promise<readonly Mute[]>;
  /** Adds a mute; one whose `id` is stored already stays as it is. */
  putMute(id: string, mute: Mute): Promise<void>;
}

/** What a review is made of. Lists may be a second behind. Every method may throw. */
export interface ReviewReader {
  /** States of all databases, and how many of an earlier release are not listed yet. */
  states(): Promise<{ readonly states: readonly ListedState[]; readonly left: number }>;
  /** Runs that began in the span, epoch ms, both ends included. */
  runs(span: { readonly from: number; readonly until: number }): AsyncIterable<ListedRun>;
  /** Incidents that opened in the span. */
  incidents(span: { readonly from: number; readonly until: number }): AsyncIterable<IncidentLine>;
  /** Everything that is open. */
  open(): Promise<OpenNow>;
  /** What people decided about findings, the last decision about each. */
  decisions(): Promise<readonly Decision[]>;
}

/** Reviews that were written. Reads and writes single items only; every method may throw. */
export interface ReviewStore {
  /** Strongly consistent. `null` if there is none of this week or month. */
  readReview(period: string): Promise<StoredReview | null>;
  /** Writes on condition that the stored revision is still `expected` (`null`: none yet). */
  putReview(review: StoredReview, expected: number | null): Promise<'written' | 'conflict'>;
}

/** What people decided about findings; `page` is its only writer. Writes single items only; may throw. */
export interface DecisionStore {
  /** Does nothing if a later decision about the same finding is stored. */
  putDecision(decision: Decision): Promise<void>;
}

/** Pages of reviews, which are kept for people to open. */
export interface ReviewPages {
  /** Where the page of this week or month is, as an address that people can open. */
  addressOf(period: string): string;
  /** Stores the page; one that is stored already is replaced. May throw. */
  putPage(period: string, html: string): Promise<void>;
}

/** Sends reviews. Resolves when SNS has accepted the message; throws otherwise. */
export interface ReviewTopics {
  publishReview(severity: Severity, review: ReviewNotice): Promise<void>;
}

/** The topics `critical`, `warning` and `info`. Resolves when SNS has accepted the message. */
export interface PageTopics {
  /**
   * @param levels escalation levels of the severity that get the page too; of an `escalated` page, the only one that gets it
   * @default levels none
   */
  publishPage(severity: Severity, page: PageMessage, levels?: readonly number[]): Promise<void>;
  /** A change is for channels that show what was migrated (`takesChanges`). E-mail and chat leave it out. */
  publishChange(severity: Severity, change: ChangeMessage): Promise<void>;
  /** An ask is for deliverers that can ask their receiver. Every other subscription leaves it out. */
  publishAsk(severity: Severity, ask: AskMessage): Promise<void>;
}

/** Reads who is subscribed to a topic. Throws when SNS cannot be asked. */
export interface SubscriptionReader {
  /** Addresses of the confirmed e-mail subscriptions. */
  readConfirmedMails(topicArn: string): Promise<ReadonlySet<string>>;
}

/** Test pages, and what people said about them; `page` is their only writer. Writes single items only. */
export interface TestStore {
  /** Stores the test unless it is stored. A `dueAt` (epoch ms) puts it into the open index. */
  putTest(test: TestPage, dueAt: number | null): Promise<void>;
  /** Takes the test out of the open index for good. */
  endTest(test: TestPage): Promise<void>;
  /** Stores what a person said. The last word about a channel counts. */
  putWord(test: TestPage, word: TestWord): Promise<void>;
}

/** Delivery records of channels, and incidents, which are only read. Reads and writes single items only. Every method may throw. */
export interface DeliveryStore {
  /** Strongly consistent. `key` is {@link sentKey} of the incident. `null` if there is no such incident, or if it is not the key of one. */
  readIncident(key: string): Promise<Incident | null>;
  /** Strongly consistent. `null` before anything with this key was sent to the channel. */
  readDelivery(key: string, channel: string): Promise<Delivery | null>;
  /** Writes on condition that the stored revision is still `expected` (`null`: none yet). */
  putDelivery(delivery: Delivery, expected: number | null): Promise<'written' | 'conflict'>;
}

/** Sends notices to one receiver, of a kind that `CHANNEL_KINDS` lists. */
export interface Channel {
  /**
   * Resolves with `taken` when the receiver has accepted the notice, with `passed` when the channel has no use for its kind.
   *
   * Throws `RetryableDeliveryError` when a later try may succeed, `PermanentDeliveryError` when none will.
   */
  send(notice: Notice): Promise<'taken' | 'passed'>;
}

/** Reads what people did at a receiver. */
export interface AnswerReader {
  /**
   * What people did about the alert of this incident, oldest first; only what `onlyNews` lets through. Empty if nobody did anything, or if
   * the receiver has no such alert.
   *
   * `mayGoOn` is asked before each request that only proves an answer.
   *
   * Throws `OddAnswerError` when only this answer cannot be used. After any other error, ask about nothing more now.
   */
  readAnswers(
    asked: AskedIncident,
    onlyNews: (answers: readonly PersonsAnswer[]) => Promise<readonly PersonsAnswer[]>,
    mayGoOn: MayGoOn,
  ): Promise<readonly PersonsAnswer[]>;
}

/** Texts of secrets by name or ARN. Keeps each for 5 minutes. */
export interface SecretReader {
  /** Throws `PermanentDeliveryError` when the secret does not exist or may not be read. After any other error, try again. */
  read(secret: string): Promise<string>;
  /** Drops the kept text, because the receiver refused it; the next `read` reads it again. */
  forget(secret: string): void;
}

/** Logs the result of each delivery, for people who ask why a page did not arrive. */
export interface DeliveryLog {
  write(line: DeliveryLine): void;
}

/** Holds no text of a page. `id` is the id of the notice. */
export interface DeliveryLine {
  readonly level: 'INFO' | 'WARN';
  readonly message: string;
  readonly channel: string;
  readonly id: string;
}
