import { SEALED_AFTER_DAYS } from '../../../contract/defaults.ts';
import type { Fact } from '../../model/fact.ts';
import type { Finding, Run } from '../../model/run.ts';
import { sameValue } from '../../model/same-value.ts';
import type { Basis } from './basis.ts';
import { isSealed, isSealedAt } from './deadlines.ts';
import { type News, newsOf, ofRules } from './news.ts';
import type { RulesChange } from './rules-change.ts';
import type { RunRecord, Transition } from './run-record.ts';

/** How the runs were folded. */
export interface Rules {
  readonly basis: Basis;
  /** `undefined` if the same rules made all records. */
  readonly change: RulesChange | undefined;
}

/** One conditional write of a record, and what it changes. */
export interface RecordWrite {
  readonly record: RunRecord;
  /** Optimistic locking: the revision that must still be stored; `null`: no record may exist. */
  readonly expected: number | null;
  /** The run that this one replaces; `null` when it is new. The run itself if only the rules have changed, so that nothing is counted. */
  readonly before: Run | null;
  /** The transition that the write puts into the outbox; `undefined` when no reader needs to be told. */
  readonly transition: Transition | undefined;
}

/**
 * The writes that make the stored records agree with the fold; `added` are the facts just delivered.
 *
 * New runs are written first, then the records that they replace. So a crash in between leaves both records, and never none. A
 * sealed record stays unchanged, because some of its facts may have expired. It only gets the finding `late` when a fact for it
 * arrives.
 */
export function recordWrites(
  runs: readonly Run[],
  { facts, records }: { readonly facts: readonly Fact[]; readonly records: readonly RunRecord[] },
  added: readonly Fact[],
  now: number,
  { basis, change }: Rules,
): readonly RecordWrite[] {
  const stored = new Map(records.map((record) => [record.run.id, record]));
  const yielded = new Set(runs.map(({ id }) => id));
  // A backfilled run has no stored facts, so the fold cannot return it.
  const live = records.filter(({ run, supersededBy }) => supersededBy === null && !run.backfilled);
  const sealed = live.filter(({ run }) => isSealed(run, now));
  const gone = live.filter((record) => !yielded.has(record.run.id) && !sealed.includes(record));
  const replaced = new Map<string, RunRecord>();
  for (const record of gone) {
    const successor = holderOf(record.run, runs);
    if (successor && !stored.has(successor.id)) replaced.set(successor.id, record);
  }
  const writes = [
    ...runs
      .flatMap((run) => (isSealed(run, now) ? neverSeen(run, sealed) : [run]))
      .flatMap((run) => {
        const known = { stored: stored.get(run.id), replaced: replaced.get(run.id) };
        return writeRun(run, known, rereadsOf(run, facts), change, now);
      }),
    ...gone.flatMap((record) => supersede(record, holderOf(record.run, runs), change, now)),
    ...sealed.flatMap((record) => markLate(record, sealed, added, now)),
  ];
  return writes.map((write) => ({ ...write, record: { ...write.record, basis } }));
}

/** Runs of one origin that began in the same millisecond would share an id; all but the first get a numbered suffix. */
export function distinctRuns(runs: readonly Run[]): readonly Run[] {
  const seen = new Map<string, number>();
  return runs.map((run) => {
    const nth = (seen.get(run.id) ?? 0) + 1;
    seen.set(run.id, nth);
    return nth === 1 ? run : { ...run, id: `${run.id}.${nth}` };
  });
}

const LATE: Finding = {
  kind: 'late',
  text: `log lines arrived more than ${SEALED_AFTER_DAYS} days after this run and are not included; migrate-watch parse explains its log stream`,
};

/** A run whose first fact arrives after its sealing time: recorded as far as its facts show, unless a sealed record covers it. */
function neverSeen(run: Run, sealed: readonly RunRecord[]): Run[] {
  const covered = sealed.some((record) => record.run.id === run.id || isWithin(run.startedAt, record.run));
  return covered ? [] : [{ ...run, findings: [...run.findings, LATE] }];
}

function isWithin(at: number | null, { startedAt, endedAt, lastEventAt }: Run): boolean {
  return at !== null && (startedAt ?? 0) <= at && at <= Math.max(endedAt ?? 0, lastEventAt ?? 0);
}

/** The latest sealed record that began before a late fact's lines gets the finding, once, without a transition: people are not told. */
function markLate(
  record: RunRecord,
  sealed: readonly RunRecord[],
  added: readonly Fact[],
  now: number,
): RecordWrite[] {
  const { run } = record;
  const marked = run.findings.some(({ kind }) => kind === LATE.kind);
  const isFor = (fact: Fact) => {
    const at = newestAt(fact);
    return at !== undefined && isSealedAt(at, now) && latestBegunBy(at, sealed) === record;
  };
  if (marked || !added.some(isFor)) return [];
  const late = {
    ...record,
    run: { ...run, findings: [...run.findings, LATE] },
    revision: record.revision + 1,
  };
  return [{ record: late, expected: record.revision, before: run, transition: undefined }];
}

/** Event time of a fact's newest line, epoch ms; `undefined` when it has no line with a time. */
export function newestAt(fact: Fact): number | undefined {
  if (fact.kind !== 'lines') return undefined;
  const times = fact.lines.flatMap(({ at }) => (at === null ? [] : [at]));
  return times.length === 0 ? undefined : Math.max(...times);
}

function latestBegunBy(at: number, records: readonly RunRecord[]): RunRecord | undefined {
  return records
    .filter(({ run }) => (run.startedAt ?? 0) <= at)
    .toSorted((a, b) => (a.run.startedAt ?? 0) - (b.run.startedAt ?? 0))
    .at(-1);
}

/** What is known of a run: its record, else the record that it replaces. */
interface KnownRecords {
  readonly stored: RunRecord | undefined;
  readonly replaced: RunRecord | undefined;
}

function writeRun(
  run: Run,
  { stored, replaced }: KnownRecords,
  rereads: number,
  change: RulesChange | undefined,
  now: number,
): RecordWrite[] {
  if (!stored) {
    const record = { run, revision: 1, outbox: [], rereads, supersededBy: null };
    const news = newsOf(run, undefined, change, now);
    // People know the run that it replaces.
    const known = news.isOfRules && replaced ? { ...news, ...ofRules(run, replaced) } : news;
    return [withNews(record, null, { ...known, before: known.before ?? replaced?.run ?? null }, now)];
  }
  if (sameValue(stored.run, run) && stored.rereads === rereads && stored.supersededBy === null) return [];
  const record = { ...stored, run, rereads, supersededBy: null, revision: stored.revision + 1 };
  const news = newsOf(run, stored, change, now);
  return [withNews(record, stored.revision, { ...news, before: news.before ?? stored.run }, now)];
}

function supersede(
  stored: RunRecord,
  successor: Run | undefined,
  change: RulesChange | undefined,
  now: number,
): RecordWrite[] {
  if (!successor) return [];
  const record = { ...stored, supersededBy: successor.id, revision: stored.revision + 1 };
  const known = change?.before(stored.run.id, stored);
  // Today's rules did not find this run in its own facts either.
  if (known?.isExact && known.run === undefined)
    return [{ record, expected: stored.revision, before: stored.run, transition: undefined }];
  const transition = {
    kind: 'superseded',
    before: stored.run.outcome,
    after: successor.outcome,
  } satisfies Transition;
  return [withOutbox(record, stored.revision, stored.run, transition, now)];
}

function withNews(
  { knownOutcome: _, ...record }: RunRecord,
  expected: number | null,
  { before, transition, knownOutcome }: News,
  now: number,
): RecordWrite {
  const known = knownOutcome === undefined ? record : { ...record, knownOutcome };
  return withOutbox(known, expected, before, transition, now);
}

/** Transactional outbox: the transition is stored in the same write as the record that it is about. */
function withOutbox(
  record: RunRecord,
  expected: number | null,
  before: Run | null,
  transition: Transition | undefined,
  now: number,
): RecordWrite {
  if (!transition) return { record, expected, before, transition };
  const outbox = [...record.outbox, { id: `${record.run.id}#${record.revision}`, transition, at: now }];
  return { record: { ...record, outbox }, expected, before, transition };
}

/** The run that now contains what `gone` contained: the latest that began no later, else the first. */
function holderOf(gone: Run, runs: readonly Run[]): Run | undefined {
  const startedAt = gone.startedAt ?? 0;
  return runs.findLast((run) => (run.startedAt ?? 0) <= startedAt) ?? runs[0];
}

/** How often the log stream was re-read for an incomplete run; 0 for a complete run. */
function rereadsOf(run: Run, facts: readonly Fact[]): number {
  const { incomplete } = run;
  if (incomplete === null) return 0;
  return facts.filter(
    (fact) =>
      fact.kind === 'lines' &&
      fact.window !== undefined &&
      fact.window.from <= incomplete.to &&
      fact.window.to >= incomplete.from,
  ).length;
}
