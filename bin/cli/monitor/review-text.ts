import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import type { IncidentLine } from '../../../lambda/domain/incidents/incident-line.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { spanText } from '../../../lambda/domain/pages/time.ts';
import type { Review } from '../../../lambda/domain/review/review.ts';
import type { Compared } from '../../../lambda/domain/review/small-counts.ts';
import { counted } from '../counted.ts';
import { handlingWords } from './acted.ts';
import { endWordsOf } from './incidents.ts';
import { shortKey } from './keys.ts';
import { localDay, localMoment, localZone } from './moments.ts';
import type { Period } from './period.ts';
import { type DatabaseStatus, isInTrouble, type Status } from './status-model.ts';
import { type Column, tableText } from './table.ts';

/** What a review shows: what happened in its period, and how things are at `now`, epoch ms. */
export interface Picture {
  readonly period: Period;
  readonly review: Review;
  readonly status: Status;
  readonly stack: string;
  readonly now: number;
}

const DAY_MS = 24 * 60 * 60_000;
/** A database without a run for longer than this is named. */
const QUIET_MS = 28 * DAY_MS;

const COMPARED: Readonly<Record<Compared, string>> = {
  more: 'more than usual',
  fewer: 'fewer than usual',
  chance: 'within what chance does',
};

/** The review as text: the verdict first, then what is open, what happened, and what was not seen. Empty sections are left out. */
export function reviewText(picture: Picture): readonly string[] {
  const { status, now } = picture;
  const open = [...status.databases.flatMap(({ incidents }) => incidents), ...status.others];
  const quiet = status.databases.flatMap((row) => quietWords(row, now));
  return [
    headOf(picture),
    '',
    verdictOf(status, open.length),
    ...section(
      'OPEN NOW',
      open.flatMap((incident) => openWords(incident, now)),
    ),
    ...section('WHAT HAPPENED', happened(picture)),
    ...section('NOT SEEN', quiet),
  ];
}

function headOf({ period, stack, now }: Picture): string {
  const days = `${localDay(period.from)} to ${localDay(period.until - 1)} (${localZone()})`;
  const soFar = period.until > now ? ', so far' : '';
  return printable(`Review of ${period.name}, ${days}${soFar} · stack ${stack}`);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => (line === '' ? '' : `  ${line}`))];
}

function verdictOf({ databases, others }: Status, open: number): string {
  const dirty = databases.filter(({ condition }) => condition === 'dirty').map(nameOf);
  if (dirty.length > 0)
    return printable(
      `NOT WELL: ${dirty.join(', ')} ${dirty.length === 1 ? 'is' : 'are'} dirty; ${openCount(open)}.`,
    );
  if (databases.some(isInTrouble) || others.length > 0)
    return `NOT WELL: ${openCount(open)}. No database is dirty.`;
  return 'WELL: no database is dirty, and no incident is open.';
}

function openCount(open: number): string {
  return `${counted(open, 'incident')} ${open === 1 ? 'is' : 'are'} open`;
}

function openWords(incident: Incident, now: number): readonly string[] {
  const { key, title, openedAt, handling } = incident;
  const [by = 'nobody has it'] = handlingWords(handling, now);
  return [
    printable(title),
    `  open for ${spanText(now - openedAt)}; ${by}`,
    printable(`  next: migrate-watch show ${shortKey(key)}`),
  ];
}

function happened({ review, period }: Picture): readonly string[] {
  const { comparedFrom, runs, slowest, opened } = review;
  if (comparedFrom === null && runs.ended.of === 0 && runs.refused.now === 0 && opened.length === 0)
    return ['Nothing: no run ended, and no incident opened. Nothing is known from the time before either.'];
  const table = tableText(countsOf(review), columnsFor(period, comparedFrom), { columns: undefined });
  return [
    ...table.split('\n'),
    ...(slowest === null ? [] : ['', longestWords(slowest)]),
    ...(opened.length === 0 ? [] : ['', ...opened.map(openedWords)]),
  ];
}

interface Count {
  readonly what: string;
  readonly now: number;
  readonly earlier: number;
  readonly compared?: Compared | null;
}

function countsOf({ runs, incidents, paged }: Review): readonly Count[] {
  const { ended, earlier, compared, refused } = runs;
  return [
    { what: 'runs that ended', now: ended.of, earlier: earlier.of },
    { what: 'of them not clean', now: ended.some, earlier: earlier.some, compared },
    { what: 'refused, because dirty', ...refused },
    { what: 'incidents that opened', ...incidents },
    { what: 'of them notified somebody', ...paged },
  ];
}

function columnsFor({ name }: Period, comparedFrom: number | null): readonly Column<Count>[] {
  const counts: readonly Column<Count>[] = [
    { title: '', text: ({ what }) => what },
    { title: name, text: ({ now }) => String(now), right: true },
  ];
  if (comparedFrom === null) return counts;
  return [
    ...counts,
    { title: `from ${localDay(comparedFrom)} to then`, text: ({ earlier }) => String(earlier), right: true },
    { title: '', text: ({ compared }) => (compared == null ? '' : COMPARED[compared]) },
  ];
}

function longestWords({
  longestMigrationMs,
  environment,
  database,
  startedAt,
}: NonNullable<Review['slowest']>): string {
  const name = `${environment}/${database}`;
  return printable(
    `Longest migration: ${spanText(longestMigrationMs)}, in the run of ${name} at ${localMoment(startedAt)}.`,
  );
}

/** Its title says how long it was open. */
function openedWords(line: IncidentLine): string {
  return printable(`${localMoment(line.openedAt)}  ${line.title}; ${endWordsOf(line)}`);
}

function quietWords(row: DatabaseStatus, now: number): readonly string[] {
  const { lastRun, running } = row;
  if (running !== null) return [];
  const name = printable(nameOf(row));
  if (lastRun === null) return [`${name}: no run was ever seen. Is its log group the right one?`];
  if (now - lastRun.startedAt < QUIET_MS) return [];
  return [`${name}: no run since ${localDay(lastRun.startedAt)}.`];
}

function nameOf({ target }: DatabaseStatus): string {
  return `${target.environment}/${target.database}`;
}
