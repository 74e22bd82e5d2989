import { ALL_DATABASES } from '../../contract/alarm-reference.ts';
import { INCIDENT_KINDS } from '../../contract/incident-kind.ts';
import { PARTITIONS } from '../../contract/table.ts';
import type { Fact } from '../../domain/model/fact.ts';
import { lastTimeOf } from '../../domain/model/fact-time.ts';
import type { IncidentName } from '../../domain/model/incident-key.ts';
import type { Target } from '../../domain/model/target.ts';
import type { TestPage, TestWord } from '../../domain/model/test-page.ts';
import { type ExpectedRun, expectedRunId, isArmed } from '../../domain/runs/expected-run.ts';

/** Key of an item of the one table. `contract/table.ts` lists all keys; this file writes and parses them. */
export interface TableKey {
  readonly partition: string;
  readonly sort: string;
}

/** What an item is, according to its key. */
export type ItemSubject =
  /** `hasTime` is false if an earlier release stored the fact, under a key without a time. */
  | { readonly kind: 'fact'; readonly hasTime: boolean }
  | {
      readonly kind:
        | 'run'
        | 'snapshot'
        | 'expected'
        | 'delivery'
        | 'progress'
        | 'test'
        | 'word'
        | 'mute'
        | 'history'
        | 'review'
        | 'decision';
    }
  | { readonly kind: 'state'; readonly target: Target }
  | { readonly kind: 'incident'; readonly name: IncidentName };

const FACT = 'fact#';
/** Prefix of the key of a fact with a time. `~` sorts after all fact ids, so after the keys without a time. */
const TIMED_FACT = `${FACT}~`;
const AFTER_FACTS = `${TIMED_FACT}~`;
const RUN = 'run#';
const AFTER_RUNS = 'run$';
/** Sorts last in its origin, so a Query in descending order returns it first. */
const SNAPSHOT = 'snapshot';
const INCIDENT = 'incident#';
const MUTE = 'mute#';
const HISTORY = 'history';
/** Sorts after all incidents of its target. */
const STATE = 'state';
/** Digits of a time in a key: epoch ms, base 36, up to the year 5000. */
const TIME_DIGITS = 9;
const SENT_REVIEWS = `${PARTITIONS.review}sent`;

/** Partition of what people decided about findings of reviews. */
export const DECISIONS_PARTITION = `${PARTITIONS.review}decisions`;

/** How far the index `recent` has got with the items of an earlier release. */
export const PROGRESS_KEY: TableKey = { partition: `${PARTITIONS.index}recent`, sort: 'progress' };

/** Partition of the items of an origin. */
export function originPartition(origin: string): string {
  return PARTITIONS.origin + origin;
}

/** Partition of the state and the incidents of a database. */
export function targetPartition({ environment, database }: Target): string {
  return `${PARTITIONS.target}${environment}#${database}`;
}

export function factKey(origin: string, fact: Fact): TableKey {
  return {
    partition: originPartition(origin),
    sort: `${TIMED_FACT}${timeText(lastTimeOf(fact))}#${fact.id}`,
  };
}

export function runKey(origin: string, runId: string): TableKey {
  return { partition: originPartition(origin), sort: RUN + runId };
}

export function snapshotKey(origin: string): TableKey {
  return { partition: originPartition(origin), sort: SNAPSHOT };
}

export function stateKey(target: Target): TableKey {
  return { partition: targetPartition(target), sort: STATE };
}

/** How long the migrations of the database took. */
export function historyKey(target: Target): TableKey {
  return { partition: targetPartition(target), sort: HISTORY };
}

export function incidentItemKey({ target, kind, n }: IncidentName): TableKey {
  return { partition: targetPartition(target), sort: `${INCIDENT}${kind}#${n}` };
}

/** Keys of the mutes of an environment. They are in the partition of the incidents that are about the whole environment. */
export function muteKey(environment: string, id: string): TableKey {
  return { partition: targetPartition({ environment, database: ALL_DATABASES }), sort: MUTE + id };
}

export function expectedKey(expected: Pick<ExpectedRun, 'name' | 'target' | 'dueAt'>): TableKey {
  const { environment, database } = expected.target;
  // A deploy's key has no time, so that a later one replaces it.
  const sort = isArmed(expected) ? expected.name : expectedRunId(expected);
  return { partition: `${PARTITIONS.expected}${environment}#${database}`, sort };
}

export function deliveryKey(incident: string, channel: string): TableKey {
  return { partition: PARTITIONS.delivery + incident, sort: channel };
}

export function testItemKey({ topic, at, id }: TestPage): TableKey {
  return { partition: PARTITIONS.test + topic, sort: `${timeText(at)}#${id}` };
}

/** Sorts directly after its test. */
export function wordKey(test: TestPage, { channel }: TestWord): TableKey {
  const { partition, sort } = testItemKey(test);
  return { partition, sort: `${sort}#${channel}` };
}

/** `period`: `2026-W12` or `2026-03`. */
export function reviewKey(period: string): TableKey {
  return { partition: SENT_REVIEWS, sort: period };
}

export function decisionKey(finding: string): TableKey {
  return { partition: DECISIONS_PARTITION, sort: finding };
}

/** A range of sort keys of an origin: `from` is included, `to` is not. */
export interface SortRange {
  readonly from: string;
  readonly to: string;
}

/** Runs of an origin that began at `since` or later, epoch ms. */
export function runsSince(origin: string, since: number): SortRange {
  return { from: `${RUN}${origin}-${since.toString(36)}`, to: AFTER_RUNS };
}

/** Facts of an origin that say something about `since`, epoch ms, or later. Facts without a time in their keys are not included. */
export function factsSince(since: number): SortRange {
  return { from: TIMED_FACT + timeText(since), to: AFTER_FACTS };
}

/** What the item with this key is; `undefined` for an item that the monitor did not write. */
export function parseTableKey({ partition, sort }: TableKey): ItemSubject | undefined {
  if (partition.startsWith(PARTITIONS.origin)) {
    if (sort.startsWith(FACT)) return { kind: 'fact', hasTime: sort.startsWith(TIMED_FACT) };
    if (sort.startsWith(RUN)) return { kind: 'run' };
    return sort === SNAPSHOT ? { kind: 'snapshot' } : undefined;
  }
  if (partition.startsWith(PARTITIONS.expected)) return { kind: 'expected' };
  if (partition.startsWith(PARTITIONS.delivery)) return { kind: 'delivery' };
  if (partition === PROGRESS_KEY.partition && sort === PROGRESS_KEY.sort) return { kind: 'progress' };
  if (partition === SENT_REVIEWS) return { kind: 'review' };
  if (partition === DECISIONS_PARTITION) return { kind: 'decision' };
  if (partition.startsWith(PARTITIONS.test)) return { kind: /#.*#/.test(sort) ? 'word' : 'test' };
  if (!partition.startsWith(PARTITIONS.target)) return undefined;
  const [, environment, database] = /^([^#]+)#(.+)$/.exec(partition.slice(PARTITIONS.target.length)) ?? [];
  if (environment === undefined || database === undefined) return undefined;
  if (sort === STATE) return { kind: 'state', target: { environment, database } };
  if (sort.startsWith(MUTE)) return { kind: 'mute' };
  if (sort === HISTORY) return { kind: 'history' };
  const name = sort.startsWith(INCIDENT)
    ? parseNumber({ environment, database }, sort.slice(INCIDENT.length))
    : undefined;
  return name && { kind: 'incident', name };
}

/** `migration#12 slow#3`: incidents of one database, as an attribute of its state. */
export function formatNumbers(names: readonly Pick<IncidentName, 'kind' | 'n'>[]): string {
  return names.map(({ kind, n }) => `${kind}#${n}`).join(' ');
}

/** The names that {@link formatNumbers} wrote. */
export function parseNumbers(target: Target, text: string): readonly IncidentName[] {
  return text.split(' ').flatMap((each) => parseNumber(target, each) ?? []);
}

function parseNumber(target: Target, text: string): IncidentName | undefined {
  const [word, n] = text.split('#');
  const kind = INCIDENT_KINDS.find((known) => known === word);
  return kind && /^[1-9]\d*$/.test(n ?? '') ? { target, kind, n: Number(n) } : undefined;
}

function timeText(at: number): string {
  return Math.max(0, at).toString(36).padStart(TIME_DIGITS, '0');
}
