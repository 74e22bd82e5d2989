import colours from 'picocolors';
import { isCommand } from '../../lambda/domain/judge/commands.ts';
import { printable } from '../../lambda/domain/printable.ts';
import type { Migration, Outcome, Run } from '../../lambda/domain/run.ts';
import { duration } from './duration.ts';

/** Columns that a card fits in; commands are never broken, so that they can be copied. */
const WIDTH = 100;
const LABEL = 11;

/** Lines of the statement that a card shows, and how many of them before the one that failed. */
const STATEMENT_LINES = 6;
const LINES_BEFORE = 3;

/** Migrations that a card lists; of more, the last ones are of interest. */
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

/** One run for a person at a terminal. Foreign text is made printable; colours obey NO_COLOR and pipes. */
export function card(run: Run): string {
  return [
    heading(run),
    ...migrationLines(run),
    ...errorLines(run),
    ...verdictLines(run),
    ...noteLines(run),
  ].join('\n');
}

function heading(run: Run): string {
  const { mark, words, colour } = LOOK[run.outcome];
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
  return `${colour(colours.bold(`${mark} ${words}`))}${dirty}\n  ${colours.dim(facts.filter(Boolean).join(' · '))}`;
}

const SOURCE_WORDS: Readonly<Record<Run['source'], string>> = {
  cli: 'CLI, plain output',
  'cli-verbose': 'CLI, -verbose',
  library: 'library',
};

function migrationLines({ migrations }: Run): readonly string[] {
  if (migrations.length === 0) return [];
  const shown = migrations.slice(-MIGRATIONS);
  const left = migrations.length - shown.length;
  const width = Math.max(...shown.map((migration) => title(migration).length));
  return [
    '',
    ...(left > 0 ? [colours.dim(`    … ${left} more before these`)] : []),
    ...shown.map(
      (migration) => `  ${STATUS[migration.status]} ${title(migration).padEnd(width)}  ${fate(migration)}`,
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

function errorLines({ error }: Run): readonly string[] {
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
    ...section('error', [facts, ...wrap(error.message)]),
    ...statementLines(error.statement, error.line),
  ];
}

/** The lines around the one that the server complains of, else the first ones; numbered when there is a choice. */
function statementLines(statement: string | null, errorLine: number | null): readonly string[] {
  if (statement === null) return [];
  const lines = statement.trimEnd().split('\n');
  const from = Math.max(0, Math.min((errorLine ?? 1) - 1 - LINES_BEFORE, lines.length - STATEMENT_LINES));
  const to = Math.min(lines.length, from + STATEMENT_LINES);
  const width = String(to).length;
  const shown = lines.slice(from, to).map((line, index) => {
    const number = from + index + 1;
    const gutter =
      lines.length === 1 ? '' : `${number === errorLine ? '›' : ' '}${String(number).padStart(width)}  `;
    const text = cut(gutter + printable(line.trimEnd()));
    return number === errorLine ? text : colours.dim(text);
  });
  const left = lines.length - to;
  return section('statement', left > 0 ? [...shown, colours.dim(`… ${left} more lines`)] : shown);
}

function verdictLines({ verdict }: Run): readonly string[] {
  if (!verdict) return [];
  return [
    '',
    ...section('state', [colours.bold(verdict.state), ...verdict.evidence.flatMap(wrap)]),
    ...section('next', verdict.next.flatMap(step)),
    ...section('do not', verdict.doNot.flatMap(wrap)),
  ];
}

/** Commands stay on one line and in colour; sentences are wrapped. */
function step(text: string): readonly string[] {
  return isCommand(text) ? [colours.cyan(printable(text))] : wrap(text);
}

function noteLines(run: Run): readonly string[] {
  const notes = [
    ...run.findings.map(({ text }) => text),
    run.disagreement,
    run.leaked.length === 0
      ? undefined
      : `a credential stands in this log in plain text (${run.leaked.join(', ')}): rotate it`,
    run.redactions === 0 ? undefined : `${run.redactions} values masked`,
  ].filter((note) => note !== undefined && note !== null);
  return notes.length === 0 ? [] : ['', ...section('note', notes.flatMap(wrap))];
}

function section(label: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `  ${colours.dim((index === 0 ? label : '').padEnd(LABEL))}${line}`);
}

function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH - LABEL - 2) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map(cut);
}

function cut(text: string): string {
  const room = WIDTH - LABEL - 2;
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}
