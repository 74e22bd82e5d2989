import { failedCommand } from '../../lines/parse/build-words.ts';
import { alwaysPrints, isMigrateCommandLine } from '../../lines/wording/command-word.ts';
import type { Announcement } from '../../model/announcement.ts';
import type { MigrateEvent, ParsedLine } from '../../model/event.ts';
import type { EndedFact, StoredLine } from '../../model/fact.ts';
import type { OpenRun } from './open-run.ts';

export type ProcessExit = Extract<MigrateEvent, { kind: 'process-exit' }>;
export type CommandLine = Extract<MigrateEvent, { kind: 'command-line' }>;
export type NotStarted = Extract<MigrateEvent, { kind: 'not-started' }>;

/** A command line that no run has come of yet. */
export interface PendingCommand {
  readonly commandLine: string;
  /** It names a command of golang-migrate's; `make migrate` does not, and may still start it. */
  readonly isOurs: boolean;
  /** The line that shows it; `undefined` when the platform told it. */
  readonly shown?: StoredLine | undefined;
}

/** What was read before a run, and belongs to it once it begins. */
export interface Carried {
  /** The command line that a build or a shell showed last, or that the container was started with. */
  readonly pending?: PendingCommand | undefined;
  /** What an entrypoint announced last, and its line. */
  readonly announced?: { readonly announcement: Announcement; readonly line: StoredLine } | undefined;
  /** The first line of an error in words that prove nothing alone; the details that close it may come in another delivery. */
  readonly head?: { readonly parsed: ParsedLine; readonly line: StoredLine } | undefined;
}

/** How a run came to begin. */
export interface Opening {
  /** The line that was read then; left out: it began with its process. */
  readonly line?: StoredLine | undefined;
  /** As it was just before that line. */
  readonly carried: Carried;
}

/** The command that the words of an end name, where its own line did not come. */
export function commandOf({ commandLine }: ProcessExit, line: StoredLine): PendingCommand | undefined {
  return commandLine === undefined ? undefined : { commandLine, isOurs: true, shown: line };
}

/**
 * Did the pending command fail in these words, before golang-migrate printed anything?
 *
 * CodeBuild and bash name the command that ended. Others do not: then it is golang-migrate's only if that would have printed
 * something had it ended well.
 */
export function isEndOf(
  { commandLine: pending, shown }: PendingCommand,
  { exitCode, commandLine: named }: ProcessExit,
): boolean {
  if (shown === undefined || exitCode === null || exitCode === 0) return false;
  if (named !== undefined) return isMigrateCommandLine(named);
  return wouldPrint(pending);
}

/** Does golang-migrate begin here, and print something unless it is ended before? */
function wouldPrint(commandLine: string): boolean {
  return isMigrateCommandLine(commandLine) && alwaysPrints(commandLine);
}

/**
 * Did a build end while the pending command was running? It was the last one that the build showed, printed nothing, and no other
 * command is said to have failed.
 */
export function isCutOffBy(pending: PendingCommand | undefined, ended: EndedFact): pending is PendingCommand {
  if (ended.platform !== 'codebuild' || ended.stopCode === 'SUCCEEDED') return false;
  if (pending?.shown === undefined || !wouldPrint(pending.commandLine)) return false;
  const failed = failedCommand(ended.reason);
  return failed === undefined || isMigrateCommandLine(failed.commandLine);
}

/** Where the run of a command line begins: with the line that shows it, else with the one that tells what became of it. */
export function placeOf(
  pending: PendingCommand | undefined,
  line: StoredLine,
): readonly [at: number | null, id: string] {
  const { at, id } = pending?.shown ?? line;
  return [at, id];
}

/** A shell's own exit codes for what it could not execute, or did not find; golang-migrate has none of them. */
export function isRefusal(exitCode: number | null): boolean {
  return exitCode === 126 || exitCode === 127;
}

/** A build has no exit code, but may say which command failed: golang-migrate's, or the one that a migration was executing in. */
export function withExitStatus(ended: EndedFact, run: OpenRun): EndedFact {
  const failed = ended.platform === 'codebuild' ? failedCommand(ended.reason) : undefined;
  if (failed === undefined || !(run.isExecuting || isMigrateCommandLine(failed.commandLine))) return ended;
  return { ...ended, exitCode: failed.exitCode };
}
