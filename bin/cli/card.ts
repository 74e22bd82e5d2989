import colours from 'picocolors';
import { shownBranches, wordsOfStep } from '../../lambda/domain/diagnosis/advice/branches.ts';
import type { ExplainedRun } from '../../lambda/domain/incidents/explained-run.ts';
import { detailsBeside } from '../../lambda/domain/model/error-words.ts';
import { printable } from '../../lambda/domain/model/printable.ts';
import type { Migration, Outcome, Run } from '../../lambda/domain/model/run.ts';
import type { Branch, Step } from '../../lambda/domain/model/verdict.ts';
import { forecastNotes } from '../../lambda/domain/pages/expectation.ts';
import { loadNotes } from '../../lambda/domain/pages/load.ts';
import { isEndUnshown, UNSHOWN_END } from '../../lambda/domain/runs/unshown-end.ts';
import { cut, MOST_COLUMNS, padded, widthOf, wrap, wrapWords } from './columns.ts';
import { duration } from './duration.ts';

/** Indent of a card's lines, in columns; the label follows, and then the text. */
const INDENT = 2;
const LABEL = 11;
/** Columns of a migration's line that its name cannot use: indent and mark before it, a duration after it. */
const BESIDE_NAME = 26;

/** How many lines of the statement a card shows, and how many of them before the line that failed. */
const STATEMENT_LINES = 6;
const LINES_BEFORE = 3;

/** Migrations that a card lists; of a longer list it shows the last ones. */
const MIGRATIONS = 12;

interface Look {
  readonly mark: string;
  readonly words: string;
  readonly colour: (text: string) => string;
}

const LOOK: Readonly<Record<Outcome, Look>> = {
  running: { mark: '…', words: 'RUNNING', colour: colours.cyan },
  succeeded: { mark: '✔', words: 'SUCCEEDED', colour: colours.green },
  'no-change': { mark: '✔', words: 'NO CHANGE', colour: colours.green },
  failed: { mark: '✗', words: 'FAILED', colour: colours.red },
  blocked: { mark: '✗', words: 'BLOCKED', colour: colours.red },
  'stopped-early': { mark: '!', words: 'STOPPED EARLY', colour: colours.yellow },
  killed: { mark: '✗', words: 'KILLED', colour: colours.red },
  unknown: { mark: '?', words: 'UNKNOWN END', colour: colours.yellow },
};

/** Not a tick: nothing shows that the run ended. */
const APPLIED_SO_FAR: Look = { mark: '?', words: 'APPLIED SO FAR', colour: colours.yellow };

/** One card per run, a blank line between them. */
export function cards(runs: readonly ExplainedRun[], columns: number): string {
  return runs.map((run) => card(run, columns)).join('\n\n');
}

/**
 * One run, for a terminal of `columns` columns. Foreign text is made printable; colours obey NO_COLOR and pipes. `place` is where it was
 * read; left out if it is empty.
 *
 * Commands are never broken, so that they can be copied.
 */
export function card(run: ExplainedRun, columns = MOST_COLUMNS, place = ''): string {
  const room = columns - INDENT - LABEL;
  return [
    ...heading(run, columns, place),
    ...migrationLines(run, columns),
    ...errorLines(run, room),
    ...verdictLines(run, room),
    ...noteLines(run, room),
  ].join('\n');
}

function heading(run: Run, columns: number, place: string): readonly string[] {
  const { mark, words, colour } = isEndUnshown(run) ? APPLIED_SO_FAR : LOOK[run.outcome];
  const dirty =
    run.dirtyVersion === null ? '' : colours.red(`  database DIRTY at version ${run.dirtyVersion}`);
  const facts = [
    run.command === null ? 'golang-migrate' : `migrate ${run.command}`,
    SOURCE_WORDS[run.source],
    run.startedAt === null
      ? undefined
      : `${new Date(run.startedAt).toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    run.durationMs === null ? undefined : duration(run.durationMs),
    run.endSeen || run.outcome === 'running' ? undefined : 'end not seen',
  ];
  return [
    `${colour(colours.bold(`${mark} ${words}`))}${dirty}`,
    ...[facts.filter(Boolean).join(' · '), place]
      .filter(Boolean)
      .flatMap((text) => wrap(text, columns - INDENT))
      .map((line) => `  ${colours.dim(line)}`),
  ];
}

const SOURCE_WORDS: Readonly<Record<Run['source'], string>> = {
  cli: 'CLI, plain output',
  'cli-verbose': 'CLI, -verbose',
  library: 'library',
};

function migrationLines(run: Run, columns: number): readonly string[] {
  const { migrations } = run;
  if (migrations.length === 0) return [];
  const shown = migrations.slice(-MIGRATIONS);
  const left = migrations.length - shown.length;
  const titles = shown.map((migration) => cut(title(migration), columns - BESIDE_NAME));
  const width = Math.max(...titles.map(widthOf));
  return [
    '',
    ...(left > 0 ? [colours.dim(`    … ${left} more before these`)] : []),
    ...shown.map(
      (migration, index) =>
        `  ${isEndUnshown(run) ? '·' : STATUS[migration.status]} ${padded(titles[index]!, width)}  ${fate(migration)}`,
    ),
  ];
}

const STATUS: Readonly<Record<Migration['status'], string>> = {
  applied: colours.green('✔'),
  failed: colours.red('✗'),
  running: colours.yellow('…'),
  queued: colours.dim('·'),
};

function title({ version, direction, identifier }: Migration): string {
  return printable(`${version}/${direction[0]} ${identifier}`);
}

function fate({ status, ranMs, ranFrom, ranAtLeast }: Migration): string {
  if (status !== 'applied') return status === 'queued' ? colours.dim('queued, not run') : status;
  if (ranMs === null) return '';
  if (ranFrom === 'empty') return colours.dim('nothing to run');
  return `${ranAtLeast ? 'at least ' : ranFrom === 'derived' ? '≈ ' : ''}${duration(ranMs)}`;
}

function errorLines({ error }: Run, room: number): readonly string[] {
  if (!error) return [];
  const place =
    error.line === null
      ? undefined
      : `line ${error.line}${error.column === null ? '' : `, column ${error.column}`}`;
  const codes = [
    error.sqlState === null ? undefined : `SQLSTATE ${error.sqlState}`,
    error.vendorCode === null ? undefined : `error ${error.vendorCode}`,
  ];
  const facts = [error.class, ...codes, place].filter(Boolean).join(' · ');
  return [
    '',
    ...section('error', [...wrap(facts, room), ...wordsOf(error).flatMap((text) => sentence(text, room))]),
    ...statementLines(error.statement, error.line, room),
  ];
}

/** The error's message, the driver's details, and the errors that came with it. */
function wordsOf(error: NonNullable<Run['error']>): readonly string[] {
  const details = detailsBeside(error)?.split('\n') ?? [];
  return [error.message, ...details, ...(error.also ?? []).map((text) => `and: ${text}`)];
}

/** The lines around the one that the server complains of, else the first ones; numbered if there are several. */
function statementLines(statement: string | null, errorLine: number | null, room: number): readonly string[] {
  if (statement === null) return [];
  const lines = statement.trimEnd().split('\n');
  const from = Math.max(0, Math.min((errorLine ?? 1) - 1 - LINES_BEFORE, lines.length - STATEMENT_LINES));
  const to = Math.min(lines.length, from + STATEMENT_LINES);
  const width = String(to).length;
  const shown = lines.slice(from, to).map((line, index) => {
    const number = from + index + 1;
    const gutter =
      lines.length === 1 ? '' : `${number === errorLine ? '›' : ' '}${String(number).padStart(width)}  `;
    const text = cut(gutter + printable(line.trimEnd()), room);
    return number === errorLine ? text : colours.dim(text);
  });
  const left = lines.length - to;
  return section('statement', left > 0 ? [...shown, colours.dim(`… ${left} more lines`)] : shown);
}

function verdictLines({ verdict }: ExplainedRun, room: number): readonly string[] {
  if (!verdict) return [];
  return [
    '',
    ...section('state', [
      colours.bold(verdict.state),
      ...verdict.evidence.flatMap((text) => sentence(text, room)),
    ]),
    ...branchLines(verdict.next, room),
    ...section(
      'do not',
      verdict.doNot.flatMap((text) => sentence(text, room)),
    ),
  ];
}

/** The steps that always come first, then each alternative with its letter and condition. */
function branchLines(next: readonly Branch[], room: number): readonly string[] {
  const { first, alternatives } = shownBranches(next);
  return [
    ...section(
      'next',
      first.flatMap((step) => stepLines(step, room, '')),
    ),
    ...alternatives.flatMap(({ letter, head, steps }, index) => {
      const label =
        letter === '' ? (first.length === 0 && index === 0 ? 'next' : '') : `${letter.padStart(6)}`;
      return section(label, [
        ...sentence(head, room).map(colours.bold),
        ...steps.flatMap((step) => stepLines(step, room, '  ')),
      ]);
    }),
  ];
}

/** A command stays on one line and in colour; a sentence is wrapped. */
function stepLines(step: Step, room: number, indent: string): readonly string[] {
  if ('command' in step) return [indent + colours.cyan(printable(step.command))];
  return wrapWords(wordsOfStep(printable(step.do)), room - indent.length).map((line) => indent + line);
}

function noteLines(run: Run, room: number): readonly string[] {
  const notes = [
    ...(isEndUnshown(run) ? UNSHOWN_END : []),
    ...run.findings.map(({ text }) => text),
    ...forecastNotes(run),
    ...loadNotes(run),
    run.disagreement,
    run.leaked.length === 0
      ? undefined
      : `this log holds a credential in plain text (${run.leaked.join(', ')}): rotate it`,
    run.redactions === 0
      ? undefined
      : `${run.redactions} ${run.redactions === 1 ? 'value' : 'values'} masked`,
  ].filter((note) => note !== undefined && note !== null);
  const lines = notes.flatMap((note) => sentence(note, room));
  return lines.length === 0 ? [] : ['', ...section('note', lines)];
}

function section(label: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `  ${colours.dim((index === 0 ? label : '').padEnd(LABEL))}${line}`);
}

function sentence(text: string, room: number): readonly string[] {
  return wrap(printable(text), room);
}
