import colours from 'picocolors';
import type { Span } from '../../../lambda/adapters/aws/list-reader.ts';
import { endWords } from '../../../lambda/domain/incidents/end-words.ts';
import type { EscalationState } from '../../../lambda/domain/incidents/escalation.ts';
import type { Handling } from '../../../lambda/domain/incidents/handling.ts';
import { type IncidentLine, incidentLine } from '../../../lambda/domain/incidents/incident-line.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import { parseIncidentKey } from '../../../lambda/domain/model/incident-key.ts';
import { printableJson } from '../../../lambda/domain/model/printable.ts';
import { spanText } from '../../../lambda/domain/pages/time.ts';
import { escalationJson, handlingJson, handlingWords, nextLevelWords } from './acted.ts';
import { shortKey } from './keys.ts';
import { exactMoment, isoMoment, localMoment, localZone } from './moments.ts';
import { type MonitorOptions, withMonitor } from './open-monitor.ts';
import { leftWords, say, terminalColumns } from './output.ts';
import { spanOf } from './runs.ts';
import { type Column, tableText } from './table.ts';
import type { TableReader } from './table-reader.ts';
import type { TypedMoment } from './times.ts';

export interface IncidentsOptions extends MonitorOptions {
  /** Only those that are open. */
  readonly open?: boolean;
  /** Also those that opened before `since`. */
  readonly all?: boolean;
  readonly since: TypedMoment;
  readonly json?: boolean;
  readonly wide?: boolean;
}

/** `migrate-watch incidents`: those that are open, and those of some days; returns the exit code. */
export async function incidents(options: IncidentsOptions): Promise<number> {
  return withMonitor(options, async ({ table, stack }) => {
    const now = Date.now();
    const span = options.all ? { from: 0, until: Number.MAX_SAFE_INTEGER } : spanOf(options, now);
    const [lines, left] = await Promise.all([linesOf(table, span, options.open === true), table.left()]);
    if (options.json) {
      process.stdout.write(`${printableJson(lines.map(handledLineJson))}\n`);
      if (left > 0) process.stderr.write(`${leftWords(left)}\n`);
      return 0;
    }
    const open = lines.filter(({ ended }) => ended === null).length;
    const text =
      lines.length === 0
        ? [
            `No incident is open in stack ${stack}${options.open ? '' : `, and none opened after ${exactMoment(span.from)}`}.`,
          ]
        : [
            tableText(lines, incidentColumns(now), {
              columns: terminalColumns(),
              wide: options.wide === true,
            }),
            '',
            `${counted(lines.length, 'incident')}, ${open} open. As of ${exactMoment(now)}.`,
          ];
    say([...text, ...(left > 0 && !options.open ? [leftWords(left)] : [])]);
    return 0;
  });
}

/** An incident of the list, with who works on it, and who is notified next. The index of open items has that, the list has not. */
interface HandledLine extends IncidentLine {
  readonly handling?: Handling | undefined;
  readonly escalation?: EscalationState | undefined;
}

/** The open ones first, then by opening, the newest first. An incident that opened before the span is listed while it is open. */
async function linesOf(table: TableReader, span: Span, openOnly: boolean): Promise<readonly HandledLine[]> {
  const listed = new Map<string, HandledLine>();
  const [open] = await Promise.all([
    table.open(),
    openOnly ? undefined : collect(table.incidents(span), listed),
  ]);
  // The index of open items has the incident as it is now; the list may be a second behind.
  for (const incident of open.incidents)
    listed.set(incident.key, {
      ...incidentLine(incident),
      handling: incident.handling,
      escalation: incident.escalation,
    });
  return [...listed.values()].sort(
    (a, b) => Number(a.ended !== null) - Number(b.ended !== null) || b.openedAt - a.openedAt,
  );
}

async function collect(lines: AsyncIterable<IncidentLine>, into: Map<string, HandledLine>): Promise<void> {
  for await (const line of lines) into.set(line.key, line);
}

function incidentColumns(now: number): readonly Column<HandledLine>[] {
  return [
    { title: 'Incident', text: ({ key }) => shortKey(key) },
    {
      title: 'State',
      text: (line) => stateWords(line, now),
      colour: ({ ended }) => (ended === null ? colours.red : colours.dim),
    },
    { title: 'Handled by', text: (line) => handledWords(line, now) },
    { title: `Opened, ${localZone()}`, text: ({ openedAt }) => localMoment(openedAt) },
    { title: 'Paged', text: ({ notifiedTopics }) => notifiedTopics.join(', ') || 'nobody' },
    { title: 'Title', text: ({ title }) => withoutPlace(title), least: 20 },
    { title: 'Ended', text: (line) => (line.ended === null ? '' : endWordsOf(line)), wide: true },
  ];
}

/** Who has it, else `nobody; next: second-oncall at 14:02 CET, as level 1`. Empty if nobody has it and nobody is next. */
function handledWords({ handling, escalation }: HandledLine, now: number): string {
  const [by] = handlingWords(handling, now);
  const [next] = nextLevelWords(escalation, now);
  return by ?? (next === undefined ? '' : `nobody; next: ${next}`);
}

function stateWords({ ended, openedAt }: IncidentLine, now: number): string {
  return ended === null
    ? `open for ${spanText(now - openedAt)}`
    : `over after ${spanText(ended.at - openedAt)}`;
}

export function endWordsOf({ key, ended }: Pick<IncidentLine, 'key' | 'ended'>): string {
  return endWords({ kind: parseIncidentKey(key)?.kind ?? 'migration', ended });
}

/** `[production] orders: FAILED …` without the place, which the key has. */
function withoutPlace(title: string): string {
  return title.replace(/^\[[^\]]*\] [^:]*: /, '');
}

/** One incident as `incidents --json` prints it. */
function handledLineJson(line: HandledLine) {
  return {
    ...incidentLineJson(line),
    handling: handlingJson(line.handling),
    escalation: escalationJson(line.escalation),
  };
}

/** One incident as `incidents --json` and `export` print it. Field names are a contract: docs/commands.md lists them. */
export function incidentLineJson(line: IncidentLine) {
  const { key, title, openedAt, ended, dirty, conditions, notifiedTopics, follows, reminders } = line;
  const name = parseIncidentKey(key);
  return {
    key,
    environment: name?.target.environment ?? null,
    database: name?.target.database ?? null,
    kind: name?.kind ?? null,
    number: name?.n ?? null,
    title,
    openedAt: isoMoment(openedAt),
    endedAt: isoMoment(ended?.at ?? null),
    endedWhy: ended?.why ?? null,
    endedBy: ended?.by ?? null,
    dirty,
    conditions,
    notifiedTopics,
    follows,
    reminders,
  };
}
