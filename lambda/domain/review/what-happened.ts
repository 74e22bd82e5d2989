import { endWords } from '../incidents/end-words.ts';
import type { IncidentLine } from '../incidents/incident-line.ts';
import type { Calendar } from '../model/calendar.ts';
import { parseIncidentKey } from '../model/incident-key.ts';
import type { ReviewPart } from '../model/review-message.ts';
import { linesPart } from '../model/review-message.ts';
import { spanText } from '../pages/time.ts';
import type { Period } from './period.ts';
import type { Review } from './review.ts';
import type { Compared } from './small-counts.ts';

/** Incidents that are listed one by one. Those with the same cause share a line. */
const LISTED = 12;
/** The same trouble within this long before is named as a repeat. */
const REPEAT_MS = 28 * 24 * 60 * 60_000;

const COMPARED: Readonly<Record<Compared, string>> = {
  more: 'more than usual',
  fewer: 'fewer than usual',
  chance: 'no clear change',
};

/** Counts beside those of the time before, the longest migration, and each incident that opened. */
export function whatHappened(review: Review, period: Period, calendar: Calendar): readonly ReviewPart[] {
  const { comparedFrom, runs, opened, pages } = review;
  const nothing = runs.ended.of + runs.refused.now + opened.length + pages.now === 0;
  if (comparedFrom === null && nothing)
    return linesPart([
      'Nothing: no run ended, and no incident opened. Nothing is known from the time before either.',
    ]);
  return [
    { kind: 'counts', ...countsOf(review, period, calendar) },
    ...linesPart(withGap(longest(review, calendar), incidentsOf(review, calendar))),
  ];
}

function countsOf(
  { comparedFrom, runs, incidents, pages }: Review,
  { name, from }: Period,
  calendar: Calendar,
) {
  const { ended, earlier, compared, refused } = runs;
  const rows: readonly (readonly [string, number, number, (Compared | null)?])[] = [
    ['runs that ended', ended.of, earlier.of],
    ['of them not clean', ended.some, earlier.some, compared],
    ['refused, because dirty', refused.now, refused.earlier],
    ['incidents that opened', incidents.now, incidents.earlier, incidents.compared],
    ['pages, with reminders', pages.now, pages.earlier, pages.compared],
  ];
  if (comparedFrom === null)
    return { head: ['', name], rows: rows.map(([what, now]) => [what, String(now)]) };
  return {
    head: ['', name, `${calendar.day(comparedFrom)} to ${calendar.day(from - 1)}`, ''],
    rows: rows.map(([what, now, before, how]) => [
      what,
      String(now),
      String(before),
      how == null ? '' : COMPARED[how],
    ]),
  };
}

/** A blank line between the two, if there are both. */
function withGap(first: readonly string[], second: readonly string[]): readonly string[] {
  return [...first, ...(first.length > 0 && second.length > 0 ? [''] : []), ...second];
}

function longest({ slowest }: Review, calendar: Calendar): readonly string[] {
  if (slowest === null) return [];
  const { longestMigrationMs, environment, database, startedAt } = slowest;
  const run = `the run of ${environment}/${database} at ${calendar.moment(startedAt)}`;
  return [`Longest migration that finished: ${spanText(longestMigrationMs)}, in ${run}.`];
}

/** Incidents with the same cause share a line, which is that of the last one. */
function incidentsOf({ opened, before }: Review, calendar: Calendar): readonly string[] {
  const groups = new Map<string, IncidentLine[]>();
  for (const line of opened) {
    const cause = causeOf(line);
    groups.set(cause, [...(groups.get(cause) ?? []), line]);
  }
  const lines = [...groups.values()]
    .sort((a, b) => a.at(-1)!.openedAt - b.at(-1)!.openedAt)
    .map((group) => groupLine(group, before, calendar));
  const more = lines.length - LISTED;
  return more > 0 ? [...lines.slice(0, LISTED), `… ${more} more: migrate-watch incidents`] : lines;
}

function groupLine(
  group: readonly IncidentLine[],
  before: readonly IncidentLine[],
  calendar: Calendar,
): string {
  const last = group.at(-1)!;
  const kind = parseIncidentKey(last.key)?.kind ?? 'migration';
  const times = group.length === 1 ? '' : ` (the last of ${group.length} of this cause)`;
  const said = last.note === undefined ? '' : `; note: ${last.note}`;
  return `${calendar.moment(last.openedAt)}  ${last.title}; ${endWords({ kind, ended: last.ended })}${times}${said}${repeatWords(last, before, calendar)}`;
}

/** The same trouble of the four weeks before, and how it was solved then. */
function repeatWords(line: IncidentLine, before: readonly IncidentLine[], calendar: Calendar): string {
  const same = before.filter(
    (each) => causeOf(each) === causeOf(line) && line.openedAt - each.openedAt < REPEAT_MS,
  );
  const last = same.at(-1);
  if (line.signature === undefined || last === undefined) return '';
  const kind = parseIncidentKey(last.key)?.kind ?? 'migration';
  const solved = last.note === undefined ? endWords({ kind, ended: last.ended }) : `note: ${last.note}`;
  return `; the same happened on ${calendar.day(last.openedAt)} (${solved})`;
}

/** Equal for incidents of one database with the same trouble. */
function causeOf({ key, signature }: IncidentLine): string {
  const name = parseIncidentKey(key);
  if (name === undefined || signature === undefined) return key;
  const { environment, database } = name.target;
  return `${environment}/${database} ${name.kind} ${signature}`;
}
