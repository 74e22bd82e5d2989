import { forcedVersion } from '../../lines/parse/forced-version.ts';
import { containerCommandWord } from '../../lines/wording/command-word.ts';
import type { MigrateError } from '../../model/event.ts';
import type { DeadlineFact, EndedFact, ForecastFact, LoadFact, StartedFact } from '../../model/fact.ts';
import type { Load } from '../../model/load.ts';
import { announcedTarget, dedicationOf, matchSource, type OriginTraits } from '../../model/match-source.ts';
import { type Alert, endedClean, type Run, type RunSource } from '../../model/run.ts';
import { type Source, UNMATCHED } from '../../model/target.ts';
import { findingsOf } from './findings.ts';
import { withForecasts } from './forecasts.ts';
import { imageOf, withFiles } from './image.ts';
import { type DirtyMark, dirtiedBy } from './made-dirty.ts';
import { migrationsOf } from './migrations.ts';
import type { End, OpenRun } from './open-run.ts';
import { outcomeOf } from './outcome.ts';
import { namesPlace, proofOf } from './proof.ts';
import { shownError } from './shown-error.ts';

/** What is known about the origin in addition to the run's own lines. */
export interface RunSurroundings {
  readonly origin: string;
  readonly traits: OriginTraits;
  /** 1-based place among the origin's runs. */
  readonly nth: number;
  readonly started: StartedFact | undefined;
  readonly ended: EndedFact | undefined;
  readonly missing: readonly DeadlineFact[];
  readonly forecasts: readonly ForecastFact[];
  readonly loads: readonly LoadFact[];
  /** Runs before it in this origin, oldest first. */
  readonly previous: readonly Run[];
  /** What the runs before the snapshot left: the last {@link DirtyMark} of each database. */
  readonly earlier: readonly DirtyMark[];
  readonly sources: readonly Source[];
}

/** Projects an {@link OpenRun}, with all of its lines read, into a {@link Run}. Pure, and independent of arrival order. */
export function finishRun(open: OpenRun, around: RunSurroundings): Run {
  const shows = { commandLine: open.commandLine, nth: around.nth };
  const source = matchSource(around.sources, around.traits, shows);
  const declared =
    source?.target ??
    (open.announcement && announcedTarget(open.announcement, around.sources, around.traits));
  const target = declared ?? UNMATCHED;
  const atFirst = outcomeOf(open, false);
  const isMissing = incompleteOf(open, false, atFirst.linesMissing) !== null;
  const gaveUp = isMissing && around.missing.some((fact) => isAbout(open, fact));
  // Missing lines are final only after re-reads of the log stream, unless there is nothing to re-read: a file, or an unknown stream.
  const nothingToRead = !open.printed && around.traits.logStream === null;
  const isFinal = gaveUp || nothingToRead || around.ended?.platform === 'file';
  const { outcome, disagreement, linesMissing } = isFinal ? outcomeOf(open, true) : atFirst;
  const { image, about, findings } = imageOf(open, outcome);
  const error = shownError(open, outcome);
  const named = migrationsOf(open, source?.multiStatement === true);
  const described = about === undefined ? named : withFiles(named, about);
  const ended = outcome === 'running' ? undefined : open.end;
  const endedAt = ended ? endedAtOf(open, ended) : null;
  const forecasts = around.forecasts.filter((fact) => isWithin(open, fact));
  const migrations = withForecasts(described, forecasts, endedAt);
  const dirtyVersion = dirtyVersionOf(open, error);
  const cause =
    outcome === 'blocked' ? dirtiedBy(around.previous, around.earlier, target, dirtyVersion) : undefined;
  // Rare fields are set after the literal: a spread inside it took longer than everything else here, for every run.
  const run: { -readonly [Key in keyof Run]: Run[Key] } = {
    id: `${around.origin}-${(open.firstAt ?? 0).toString(36)}`,
    origin: around.origin,
    logGroup: around.traits.logGroup,
    logStream: around.traits.logStream,
    resource: around.started?.resource ?? around.ended?.resource ?? null,
    target,
    dedicated: dedicationOf(around.sources, around.traits, shows) !== 'no',
    outcome,
    endSeen: ended !== undefined && isSeen(ended),
    command: commandOf(open),
    source: sourceOf(open),
    migrations,
    dirtyVersion,
    error,
    blockedBy: cause ?? null,
    exitCode: exitCodeOf(open),
    stopReason: stopReasonOf(open),
    disagreement,
    incomplete: incompleteOf(open, isFinal, linesMissing),
    findings: [
      ...findings,
      ...findingsOf(open, outcome, error, {
        unmatched: around.sources.length > 0 && !declared,
        gaveUp,
        container: around.traits.container,
      }),
    ],
    alerts: open.alerts
      .filter(({ at }) => endedAt === null || at <= endedAt)
      .map(({ what }) => what as Alert),
    startedAt: open.beganAt,
    endedAt,
    lastEventAt: open.lastAt,
    durationMs: durationOf(open, endedAt),
    redactions: open.redactions,
    leaked: open.leaked.length === 0 ? open.leaked : [...new Set(open.leaked)].sort(),
  };
  const imageName = around.started?.image ?? around.ended?.image;
  if (imageName) run.image = imageName;
  if (ended?.by === 'platform' && ended.fact.platform === 'file') run.endsWithText = true;
  if (declared && !source) run.announced = true;
  if (image) run.announcedFiles = image;
  if (about?.commit !== undefined) run.commit = about.commit;
  if (open.announcement?.url !== undefined) run.databaseUrl = open.announcement.url;
  if (open.refused) run.refused = true;
  if (open.clock) run.clock = open.clock;
  const proof = proofOf(open, run);
  if (proof !== undefined) run.proof = proof;
  if (source?.measured) run.measured = true;
  const load = endedAt === null ? undefined : lastLoad(around.loads.filter((fact) => isWithin(open, fact)));
  if (load) run.load = load;
  if (source && (run.dedicated || namesPlace(source))) run.placeDeclared = true;
  const forced = forcedIn(open);
  if (forced !== null) run.forcedVersion = forced;
  const job = endedClean(outcome) || outcome === 'running' ? undefined : open.job;
  if (job) run.job = job;
  const task = endedClean(outcome) || outcome === 'running' ? undefined : taskOf(around, run.dedicated);
  if (task) run.task = task;
  return run;
}

/** Does this deadline apply to the run as it is now? A line that came after the deadline outranks it. */
function isAbout(open: OpenRun, fact: DeadlineFact): boolean {
  return isWithin(open, fact) && (open.lastAt ?? 0) <= fact.lastEventAt;
}

/** What was asked last. A second answer has the minutes that were late before. */
function lastLoad(facts: readonly LoadFact[]): Load | undefined {
  return facts.toSorted((a, b) => a.load.attempt - b.load.attempt || (a.id < b.id ? -1 : 1)).at(-1)?.load;
}

/** Did the run of this fact begin within this one? */
function isWithin(open: OpenRun, { runStartedAt }: Pick<DeadlineFact, 'runStartedAt'>): boolean {
  return (open.beganAt ?? 0) <= runStartedAt && runStartedAt <= (open.lastAt ?? 0);
}

/**
 * What is needed to start another task like this one. If its overrides name no command, the result is for a dedicated container
 * only: another task of a service would not migrate and end.
 */
function taskOf({ started, ended, traits }: RunSurroundings, dedicated: boolean): Run['task'] | undefined {
  const command = started?.command ?? null;
  if (traits.container === null || (command === null && !dedicated)) return undefined;
  const family = started?.family ?? ended?.family;
  return {
    container: traits.container,
    ...(family !== undefined && { family }),
    ...(command !== null && { command }),
  };
}

function commandOf(open: OpenRun): string | null {
  return open.command ?? (open.commandLine === null ? null : containerCommandWord(open.commandLine));
}

function forcedIn(open: OpenRun): string | null {
  return commandOf(open) === 'force' && open.commandLine !== null ? forcedVersion(open.commandLine) : null;
}

/**
 * The CLI stamps its verbose lines and ends with `Finished after`. Only a program that uses the library closes without that
 * line, or goes on without printing more.
 *
 * Go's own `log` stamps a service's lines in the same way, so until a run has ended, a stamp does not prove the CLI.
 */
function sourceOf(open: OpenRun): RunSource {
  if (open.sawCliEnd) return 'cli-verbose';
  if (open.sawCaller || (open.closed && open.migrations.all.length > 0)) return 'library';
  if (open.sawVerbose && open.end?.by === 'settled') return 'library';
  return open.sawVerbose ? 'cli-verbose' : 'cli';
}

/** golang-migrate marks the database dirty just before a migration runs, at the version that the migration leads to. */
function dirtyVersionOf(open: OpenRun, error: MigrateError | null): string | null {
  if (open.version) return open.version.dirty ? open.version.version : null;
  if (error?.class === 'dirty-blocked')
    return /Dirty database version (-?\d+)/.exec(error.message)?.[1] ?? null;
  const { executing } = open.migrations;
  if (!executing || (!error && open.end === undefined)) return null;
  // The migration dropped the table that holds the dirty flag.
  if (error?.class === 'bookkeeping' && /does not exist/.test(error.message)) return null;
  if (executing.direction === 'up') return executing.version;
  const all = open.migrations.all;
  return all[all.indexOf(executing) + 1]?.version ?? null;
}

function isSeen(end: End): boolean {
  if (end.by === 'platform') return end.fact.platform !== 'file';
  return end.by === 'line' || end.by === 'next' || end.by === 'exit';
}

function exitCodeOf(open: OpenRun): number | null {
  // Several containers may have run it, so it is not known which exit code is the run's.
  if (open.processEnd?.unnamed && !open.printed) return null;
  if (open.processEnd) return open.processEnd.exitCode;
  return open.end?.by === 'exit' ? open.end.exitCode : null;
}

function stopReasonOf(open: OpenRun): string | null {
  const { stopCode, reason } = open.processEnd ?? {};
  return [stopCode, reason].filter(Boolean).join(': ') || null;
}

function incompleteOf(open: OpenRun, isFinal: boolean, linesMissing: boolean): Run['incomplete'] {
  if (isFinal || open.beganAt === null) return null;
  const why = open.errorPart ? 'error-tail' : linesMissing ? 'lines' : undefined;
  if (!why) return null;
  const to = Math.max(open.lastAt ?? open.beganAt, open.processEnd?.at ?? 0);
  return { why, from: open.beganAt, to };
}

/** Silence, or the end of a file, proves that the run is over but not when it ended. Then the time of its last line counts. */
function endedAtOf(open: OpenRun, end: End): number | null {
  const isTimeless = end.by === 'settled' || (end.by === 'platform' && end.fact.platform === 'file');
  return isTimeless || end.at === null ? open.lastAt : end.at;
}

function durationOf(open: OpenRun, endedAt: number | null): number | null {
  if (endedAt === null || open.beganAt === null) return open.finishedAfterMs ?? null;
  return endedAt - open.beganAt || (open.finishedAfterMs ?? 0);
}
