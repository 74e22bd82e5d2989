import type { Direction, MigrateEvent, MigrationName, ParsedLine } from '../event.ts';
import { readAnnouncement } from './announcement.ts';
import { commandWord } from './command-word.ts';
import { parseGoDuration } from './go-duration.ts';
import { isOwnError } from './own-wording.ts';
import { parseError } from './parse-error.ts';
import { isQuotation } from './quotation.ts';
import { readVerbatim } from './verbatim.ts';

/** One way a line can read. `source` names where golang-migrate v4 (or the platform) prints it. */
interface Pattern {
  readonly source: string;
  readonly regex: RegExp;
  /** `undefined` when the match turns out to be other text after all. */
  readonly read: (match: RegExpExecArray, context: LineContext) => MigrateEvent | undefined;
}

interface LineContext {
  /** True when Go's `log` package stamped the line, as `-verbose` does. */
  readonly stamped: boolean;
  /** True when a logging library wrapped the line. */
  readonly logger: boolean;
}

/** Go's `log` prefix of verbose lines (`2006/01/02 15:04:05 `), with the library's optional microseconds and file name. */
const GO_LOG_STAMP = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d+)? (?:[\w./-]+\.go:\d+: )?/;

const PROGRAM = String.raw`(?:\S{0,200}\/)?migrate(?:\.exe)?`;
/** `user@host:~/app$ `, `root@db1:/app# `, `PS C:\app> `, or a `$` alone, before `migrate` or what runs it. */
const PROMPT = String.raw`(?:(?:PS )?[\w.@:~\/\\-]{0,120}[$#>%❯➜] ?(?=(?:sudo |[A-Z_]{1,40}=\S{1,400} ){0,4}(?:${PROGRAM} |(?:docker|podman|kubectl) .{0,800}\bmigrate\b)))`;

/** Tried in order; first match wins. Anchored at the start: text before a line is taken off first. */
const PATTERNS: readonly Pattern[] = [
  {
    source: 'migrate.go, runMigrations (non-verbose)',
    regex: /^(\d+)\/([ud]) (.*) \(([^()\s]+)\)$/,
    read: ([, version, letter, identifier, span]) => {
      const sinceQueuedMs = parseGoDuration(span!);
      if (sinceQueuedMs === undefined) return undefined;
      return { kind: 'migration-finished-plain', ...name(version, letter, identifier), sinceQueuedMs };
    },
  },
  {
    source: 'migrate.go, newMigration and Run (verbose)',
    regex: /^(?:Start buffering|Scheduled) (\d+)\/([ud])(?: (.*))?$/,
    read: ([, version, letter, identifier]) => ({ kind: 'queued', ...name(version, letter, identifier) }),
  },
  {
    source: 'migrate.go, runMigrations (verbose)',
    regex: /^Read and execute (\d+)\/([ud])(?: (.*))?$/,
    read: ([, version, letter, identifier]) => ({ kind: 'executing', ...name(version, letter, identifier) }),
  },
  {
    source: 'migrate.go, runMigrations (verbose)',
    regex: /^Finished (\d+)\/([ud]) (.*) \(read ([^()\s,]+),\s+ran ([^()\s]+)\)$/,
    read: ([, version, letter, identifier, read, ran]) => {
      const readMs = parseGoDuration(read!);
      const ranMs = parseGoDuration(ran!);
      if (readMs === undefined || ranMs === undefined) return undefined;
      return { kind: 'migration-finished', ...name(version, letter, identifier), readMs, ranMs };
    },
  },
  {
    source: 'internal/cli/main.go (verbose)',
    regex: /^Finished after ([^\s]+)$/,
    read: ([, took]) => {
      const tookMs = parseGoDuration(took!);
      return tookMs === undefined ? undefined : { kind: 'command-finished', tookMs };
    },
  },
  {
    source: 'migrate.go, Close (verbose)',
    regex: /^Closing source and database$/,
    read: () => ({ kind: 'closing' }),
  },
  {
    source: 'internal/cli/commands.go; a library caller may print it as an error',
    regex: /^(?:panic: |.*\b(?:[Mm]igrat|[Ss]chema|[Dd]atabase).*(?:: | - ))?[Nn]o change\.?"?$/,
    // Any component may log these two words; then the words around them must name the migration.
    read: ([whole], { logger }) => (logger && /^no change/i.test(whole) ? undefined : { kind: 'no-change' }),
  },
  {
    source: 'internal/cli/commands.go, versionCmd; a bare number counts only with the verbose stamp',
    regex: /^(\d+)( \(dirty\))?$/,
    read: ([, version, dirty], { stamped }) =>
      dirty || stamped ? { kind: 'version', version: version!, dirty: dirty !== undefined } : undefined,
  },
  {
    source: 'internal/cli/main.go, signal goroutine',
    regex: /^Stopping after this running migration \.\.\.$/,
    read: () => ({ kind: 'stopping' }),
  },
  {
    source: 'internal/cli/main.go, down and drop prompts',
    regex:
      /^(?:Are you sure you want to (?:apply all (down)|(drop) the entire)|(Applying) all down|(Dropping) the entire|(Not applying) all down|(Aborted dropping) the entire) (?:migrations|database schema)/,
    read: ([, downAsked, dropAsked, downYes, dropYes, downNo]) => ({
      kind: 'prompt',
      command: downAsked || downYes || downNo ? 'down' : 'drop',
      answer: downAsked || dropAsked ? 'asked' : downYes || dropYes ? 'accepted' : 'refused',
    }),
  },
  {
    source: 'internal/cli/main.go, usage',
    regex:
      /^(?:flag provided but not defined: .*\n)?Usage(?:: migrate OPTIONS COMMAND| of (?:up|down|goto|force|drop|version|create):$)/,
    read: () => ({ kind: 'usage' }),
  },
  {
    source: 'AWS CodeBuild agent',
    regex:
      /^\[Container\] [\d/]+ [\d:.]+ (Running command|Command did not exit successfully|Phase complete:) (.*)$/,
    read: ([, what, rest]) => codeBuildLine(what!, rest!),
  },
  {
    source: 'GitHub Actions runner; sh -x; a prompt somebody copied',
    regex: new RegExp(
      `^(?:##\\[group\\]Run |\\[command\\]|[+$❯➜%>#] |${PROMPT}|(?=${PROGRAM} .*-(?:path|source|database)\\b))(.*\\bmigrate\\b(?!-watch: ).*)$`,
    ),
    read: ([, commandLine]) => commandEvent(commandLine!, 'shell'),
  },
  {
    source: 'what shells, make, docker compose, kubectl and GitHub Actions say of a process that ended',
    regex:
      /^(?:##\[error\]Process completed with exit code (\d+)\.|[\w.-]+ exited with code (\d+)|exit status (\d+)|command terminated with exit code (\d+)|make: \*\*\* \[.*\] Error (\d+)|(?:signal: )?([Kk]illed|[Tt]erminated)|make: \*\*\* \[.*\] (Killed|Terminated))$/,
    read: (match) => ({ kind: 'process-exit', exitCode: exitCodeOf(match.slice(1)) }),
  },
];

/** Words that a prefix of the caller's may stand before; found anywhere, then read from there. */
const LATER_IN_LINE =
  /(?:Start buffering|Scheduled|Read and execute|Finished) \d+\/[ud] |Closing source and database$|Stopping after this running migration|\d+\/[ud] .* \([^()\s]+\)$/;

/** A prefix must name the migration tool, or a pod and its container, before a plain line behind it is believed. */
const PREFIX = /^.{0,120}\bmigrat[^ ]*[:\]|>=]? *$|^[a-z0-9-]+-[a-z0-9]{5} [a-z0-9-]+ $/i;

/** The last word of a sentence: behind it somebody tells of what golang-migrate prints. A level or a source is no such word. */
const SENTENCE =
  / (?!(?:trace|debug|info|warn|warning|error|notice|stdout|stderr|db|database) |[^ ]*migrat)[a-z]{2,} +$/;

/** What no identifier holds: file names with these are not seen, and source code, tables and tabs have them. */
const NO_IDENTIFIER = /["`|│\t]/;

/** What platforms that run several processes put before each line: a name and a bar, a name in brackets or braces. */
const PLATFORM_PREFIX = /^(?:[^|│\n]{0,60}[|│]+\s+|\[[^\]\n]{1,80}\]\s+|\{[^}\n]{1,80}\}\s+)+/;

/** What other tools draw before a line, and behind it: indentation, gutters, boxes. */
const GUTTER = /^[\s│|]+/;
const BEHIND = /[\s│]/;

/** Longest line that the table is asked about: an error apart, golang-migrate's are a file's name long. It bounds what a hostile line costs. */
const LONGEST_LINE = 4_096;

/** Comments of source code and of SQL; what they quote is not a log. */
const COMMENT = /^(?:\/\/|# |\* |--|<)/;

/**
 * Understands one (unwrapped, possibly redacted) line or one whole error block.
 *
 * Never throws; text that is not golang-migrate's, and not a platform's word about its process, is `unrecognized`.
 * `logger` says that a logging library wrapped the line, so any prefix is believed.
 */
export function parseLine(text: string, logger = false): ParsedLine {
  const plain = readVerbatim(text, logger);
  if (plain) return plain;
  const asIs = readBare(text, logger);
  if (asIs && asIs.event.kind !== 'error') return asIs;
  const line = withoutGutters(text);
  const prefix = PLATFORM_PREFIX.exec(line);
  const bare = prefix && readBare(line.slice(prefix[0].length), logger);
  if (bare && !bare.caller) return bare;
  return (line === text ? asIs : readBare(line, logger)) ?? readBehindPrefix(line, logger) ?? NOT_RECOGNISED;
}

const NOT_RECOGNISED: ParsedLine = { event: { kind: 'unrecognized' }, stamped: false, caller: false };

function withoutGutters(text: string): string {
  let end = text.length;
  while (end > 0 && BEHIND.test(text[end - 1]!)) end--;
  return text.slice(0, end).replace(GUTTER, '');
}

/** A line with nothing before it but Go's stamp. */
function readBare(line: string, logger: boolean): ParsedLine | undefined {
  const stamp = GO_LOG_STAMP.exec(line);
  const stamped = stamp !== null;
  const rest = stamp ? line.slice(stamp[0].length) : line;
  if (COMMENT.test(rest)) return undefined;
  const event = readOurs(rest) ?? readPattern(rest, stamped, logger) ?? readError(rest);
  return event && { event, stamped, caller: logger || isCallers(event, rest) };
}

/** The one line that is not golang-migrate's and not a platform's: no length but its own bounds it. */
function readOurs(text: string): MigrateEvent | undefined {
  const announcement = readAnnouncement(text);
  return announcement && { kind: 'announced', announcement };
}

/** The CLI prints `error: ` and a bare `no change` itself; a caller of the library prints them in any wording. */
function isCallers(event: MigrateEvent, text: string): boolean {
  if (event.kind === 'error') return event.own && !/^error: (?!.*\w: migration failed)/.test(text);
  return event.kind === 'no-change' && !text.startsWith('no change');
}

function readPattern(text: string, stamped: boolean, logger: boolean): MigrateEvent | undefined {
  if (text.length > LONGEST_LINE) return undefined;
  for (const { regex, read } of PATTERNS) {
    const match = regex.exec(text);
    const event = match && read(match, { stamped, logger });
    if (event) return event;
  }
  return undefined;
}

function readError(text: string): MigrateEvent | undefined {
  if (text.startsWith('panic: ')) {
    const own = isOwnError(text.slice('panic: '.length)) || text.includes('golang-migrate/migrate');
    return own ? { kind: 'error', error: parseError(text), own } : { kind: 'panic', text };
  }
  const own = isOwnError(text);
  if (!own && !text.startsWith('error: ')) return undefined;
  return { kind: 'error', error: parseError(text), own };
}

function readBehindPrefix(line: string, logger: boolean): ParsedLine | undefined {
  const found = line.length > LONGEST_LINE ? null : LATER_IN_LINE.exec(line);
  if (!found || found.index === 0) return undefined;
  const prefix = line.slice(0, found.index);
  const stamped = GO_LOG_STAMP.test(prefix);
  const plain = /^\d/.test(found[0]);
  if (COMMENT.test(prefix) || (plain && !logger && !stamped && !PREFIX.test(prefix))) return undefined;
  if (isQuotation(line, found.index) || (!logger && !stamped && SENTENCE.test(prefix))) return undefined;
  const event = readPattern(withinQuotes(line, found.index), true, true);
  if (event && 'identifier' in event && NO_IDENTIFIER.test(event.identifier)) return undefined;
  return event && { event, stamped, caller: true };
}

/** Of a field in quotes only what is in them. */
function withinQuotes(line: string, at: number): string {
  const end = line[at - 1] === '"' ? line.indexOf('"', at) : -1;
  return line.slice(at, end < 0 ? undefined : end);
}

function name(version?: string, letter?: string, identifier?: string): MigrationName {
  const direction: Direction = letter === 'd' ? 'down' : 'up';
  return { version: version!, direction, identifier: identifier ?? '' };
}

function codeBuildLine(what: string, rest: string): MigrateEvent | undefined {
  if (what === 'Running command') return commandEvent(rest, 'codebuild');
  if (what === 'Phase complete:') {
    const state = /State: (\w+)/.exec(rest)?.[1];
    return { kind: 'process-exit', exitCode: state === 'SUCCEEDED' ? 0 : null };
  }
  const status = /exit status (\d+)/.exec(rest)?.[1];
  return { kind: 'process-exit', exitCode: status === undefined ? null : Number(status) };
}

function commandEvent(commandLine: string, boundary: 'codebuild' | 'shell'): MigrateEvent {
  return { kind: 'command-line', commandLine, command: commandWord(commandLine), boundary };
}

/** Exit codes of words: 128 + signal number. */
function exitCodeOf(groups: readonly (string | undefined)[]): number | null {
  const said = groups.find((group) => group !== undefined);
  if (said === undefined) return null;
  if (/^\d+$/.test(said)) return Number(said);
  return said.toLowerCase() === 'killed' ? 137 : 143;
}
