import type { Direction, MigrateEvent, MigrationName } from '../../model/event.ts';
import { commandWord, isMigrateCommandLine } from './command-word.ts';
import { parseGoDuration } from './go-duration.ts';

/** One form of a line. `source` names where golang-migrate v4 (or the platform) prints it. */
interface Pattern {
  readonly source: string;
  readonly regex: RegExp;
  /** `undefined` when the match turns out to be other text. */
  readonly read: (match: RegExpExecArray, context: LineContext) => MigrateEvent | undefined;
}

export interface LineContext {
  /** True when Go's `log` package stamped the line, as `-verbose` does. */
  readonly stamped: boolean;
  /** True when a logging library wrapped the line. */
  readonly logger: boolean;
}

const PROGRAM = String.raw`(?:\S{0,200}\/)?migrate(?:\.exe)?`;
/** `user@host:~/app$ `, `root@db1:/app# `, `PS C:\app> `, or a `$` alone, before `migrate` or what runs it. */
const PROMPT = String.raw`(?:(?:PS )?[\w.@:~\/\\-]{0,120}[$#>%❯➜] ?(?=(?:sudo |[A-Z_]{1,40}=\S{1,400} ){0,4}(?:${PROGRAM} |(?:docker|podman|kubectl) .{0,800}\bmigrate\b)))`;

const ENDED_JOB = /^\d+ (?:killed|terminated|done|exit) /;

/** A table of patterns: tried in order; first match wins. All are anchored at the start; text before a line is removed first. */
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
    // v4.19.1 and later print it as an error if releasing the lock failed; the next line says so.
    source: 'internal/cli/commands.go; a library caller may print it as an error',
    regex: /^(?:error: |panic: |.*\b(?:[Mm]igrat|[Ss]chema|[Dd]atabase).*(?:: | - ))?[Nn]o change\.?"?$/,
    // Through a logger any component may log these two words, so other words on the line must name the migration.
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
    // A shell's report about the end of a job begins with the same character.
    read: ([, commandLine]) =>
      ENDED_JOB.test(commandLine!) ? undefined : commandEvent(commandLine!, 'shell'),
  },
];

/** A whole line of a normal run, in a form that no other program prints. */
const PROGRESS =
  /^(?:(?:Start buffering|Scheduled|Read and execute) \d{1,20}\/[ud](?: .*)?|Finished (?:\d{1,20}\/[ud] .* \(read [^()\s,]+,\s+ran [^()\s]+\)|after [\d.]+[^\s\d]\S*)|Closing source and database|\d{1,20}\/[ud] .* \([\d.]+[^()\s]+\))$/;

/** Is this text, without its line break, exactly one line of a run? */
export function isProgress(text: string): boolean {
  return text.length <= LONGEST_LINE && PROGRESS.test(text);
}

/**
 * Longest line that is matched against the table, in UTF-16 units. Except for errors, golang-migrate's lines are about as long as a
 * file name. Bounds the cost of a hostile line.
 */
export const LONGEST_LINE = 4_096;

/** The event of a line, without its stamp and any text before it; `undefined` when no pattern fits. */
export function readPattern(text: string, context: LineContext): MigrateEvent | undefined {
  if (text.length > LONGEST_LINE) return undefined;
  for (const { regex, read } of PATTERNS) {
    const match = regex.exec(text);
    const event = match && read(match, context);
    if (event) return event;
  }
  return undefined;
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
  const [, commandLine, status] = /^(.*?) ?exit status (\d+)$/.exec(rest) ?? [];
  return {
    kind: 'process-exit',
    exitCode: status === undefined ? null : Number(status),
    ...(commandLine !== undefined && isMigrateCommandLine(commandLine) && { commandLine }),
  };
}

function commandEvent(commandLine: string, boundary: 'codebuild' | 'shell'): MigrateEvent {
  return { kind: 'command-line', commandLine, command: commandWord(commandLine), boundary };
}
