import { failedCommand } from '../../lines/parse/build-words.ts';
import { alwaysPrints, isMigrateCommandLine } from '../../lines/wording/command-word.ts';
import type { Announcement } from '../../model/announcement.ts';
import type { MigrateEvent, ParsedLine } from '../../model/event.ts';
import type { EndedFact, StoredLine } from '../../model/fact.ts';

export type ProcessExit = Extract<MigrateEvent, { kind: 'process-exit' }>;
export type CommandLine = Extract<MigrateEvent, { kind: 'command-line' }>;
export type NotStarted = Extract<MigrateEvent, { kind: 'not-started' }>;

/** A command line that was seen before any line of the run that it may start. */
export interface PendingCommand {
  readonly commandLine: string;
  /** True if it contains a command of golang-migrate. `make migrate` does not, and may still start golang-migrate. */
  readonly isOurs: boolean;
  /** The line that shows it; `undefined` when a state event named it. */
  readonly shown?: StoredLine | undefined;
}

/** What was read before a run begins and belongs to it. */
export interface Carried {
  /** The command line that a build or a shell showed last, or that the container was started with. */
  readonly pending?: PendingCommand | undefined;
  /** What an entrypoint announced last, and its line. */
  readonly announced?: { readonly announcement: Announcement; readonly line: StoredLine } | undefined;
  /** The first line of an error whose wording alone does not prove golang-migrate; the details that complete it may come in another delivery. */
  readonly head?: { readonly parsed: ParsedLine; readonly line: StoredLine } | undefined;
}

/** What made a run begin. */
export interface Opening {
  /** The line that opened it; left out if the start or end of its process did. */
  readonly line?: StoredLine | undefined;
  /** What was carried just before that line. */
  readonly carried: Carried;
}

/** The command that the message about an exit names; used if the line that shows the command did not arrive. */
export function commandOf({ commandLine }: ProcessExit, line: StoredLine): PendingCommand | undefined {
  return commandLine === undefined ? undefined : { commandLine, isOurs: true, shown: line };
}

/**
 * Is this the exit of the pending command, before golang-migrate printed anything?
 *
 * CodeBuild and bash name the command that ended. Other shells do not; then the exit counts only for a command that prints
 * something whenever it succeeds. If the program that started the command reports the exit, it counts in any case: `force` prints
 * nothing when it succeeds.
 */
export function isEndOf(
  { commandLine: pending, isOurs, shown }: PendingCommand,
  { exitCode, commandLine: named, reported }: ProcessExit,
): boolean {
  if (reported && isOurs && shown !== undefined) return true;
  if (shown === undefined || exitCode === null || exitCode === 0) return false;
  if (named !== undefined) return isMigrateCommandLine(named);
  return wouldPrint(pending);
}

/** Does this command line run golang-migrate with a command that always prints something, unless it is killed first? */
function wouldPrint(commandLine: string): boolean {
  return isMigrateCommandLine(commandLine) && alwaysPrints(commandLine);
}

/**
 * Did a build end while the pending command was running? True if that was the last command that the build showed, it printed
 * nothing, and the build does not name another command as the one that failed.
 */
export function isCutOffBy(pending: PendingCommand | undefined, ended: EndedFact): pending is PendingCommand {
  if (ended.platform !== 'codebuild' || ended.stopCode === 'SUCCEEDED') return false;
  if (pending?.shown === undefined || !wouldPrint(pending.commandLine)) return false;
  const failed = failedCommand(ended.reason);
  return failed === undefined || isMigrateCommandLine(failed.commandLine);
}

/** Where the run of a command line begins: at the line that shows the command, else at the line that shows how it ended. */
export function placeOf(
  pending: PendingCommand | undefined,
  line: StoredLine,
): readonly [at: number | null, id: string] {
  const { at, id } = pending?.shown ?? line;
  return [at, id];
}

/** The shell's own exit codes for a program that it could not execute or find. golang-migrate uses neither. */
export function isRefusal(exitCode: number | null): boolean {
  return exitCode === 126 || exitCode === 127;
}

/**
 * `ended`, with the exit code of the command that the build says failed. A build has no exit code of its own. The command must be
 * golang-migrate's, or one during which a migration was executing.
 */
export function withExitStatus(ended: EndedFact, run: { readonly isExecuting: boolean }): EndedFact {
  const failed = ended.platform === 'codebuild' ? failedCommand(ended.reason) : undefined;
  if (failed === undefined || !(run.isExecuting || isMigrateCommandLine(failed.commandLine))) return ended;
  return { ...ended, exitCode: failed.exitCode };
}
