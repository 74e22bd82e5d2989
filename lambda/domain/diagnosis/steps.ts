import type { Engine } from '../../contract/engine.ts';
import type { JudgedCase, JudgedRun } from '../model/judged-run.ts';
import { migrationFile } from '../model/migration-name.ts';
import type { Branch } from '../model/verdict.ts';
import type { Steps } from './advice/branches.ts';
import { filesBefore, force, LIST_FILES, SHOW_VERSION } from './advice/commands.ts';
import { profileOf } from './engine/profiles.ts';
import { finishTheJob } from './finish-the-job.ts';
import { executingOf, versionIfDone, versionIfUndone } from './version-to-force.ts';

const TYPE_FORCE_V = {
  do: 'Type `migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force -- V`, with that version in place of V.',
};

/** The executing migration as golang-migrate writes it, `12/u add_email`; a description when no line names it. */
export function nameOf(run: JudgedRun): string {
  const executing = executingOf(run);
  if (executing === undefined) return 'the migration that was executing';
  return migrationFile(executing);
}

/** Look at the recorded version; if it may be dirty at -1, which `migrate version` cannot show, also at the row itself. */
export function lookAtVersion({ run, engine }: JudgedCase): Steps {
  const row = profileOf(engine).versionRow;
  const maybeHidden =
    run.dirtyVersion === '-1' || (run.dirtyVersion === null && executingOf(run)?.direction === 'down');
  const look = { command: SHOW_VERSION };
  if (!maybeHidden) return [look];
  const hint = {
    do: 'If that prints `error: no migration`, it may be dirty at -1: only the row in schema_migrations shows it.',
  };
  return row === null ? [look, hint] : [look, hint, { command: row }];
}

/** Check whether the server is still working for a client that is gone. */
export function lookAtSessions(engine: Engine | null): Steps {
  return [
    ...profileOf(engine).sessions,
    {
      do: 'While a row shows the migration, the server still executes it: look again until it is gone.',
    },
  ];
}

/** List the tables. */
export function listTables({ engine }: JudgedCase): Steps {
  return [profileOf(engine).tables];
}

/** Look at the schema, to see how much of the change is there. */
export function lookAtSchema(judged: JudgedCase): Steps {
  const compare = `Compare the schema with the file of ${nameOf(judged.run)}, statement by statement.`;
  return [...listTables(judged), { do: compare }];
}

/** Like {@link lookAtSchema}, for when only the dirty version is known. */
export function lookForChangeOf(version: string | null, judged: JudgedCase): Steps {
  const files =
    version === null || version === '-1' ? 'the file that did not finish' : `the files of ${version}`;
  return [...listTables(judged), { do: `Compare the schema with ${files}, statement by statement.` }];
}

/** Force the version that the database was at before the failed migration. */
export function forceBefore({ run, context }: JudgedCase): Steps {
  const before = versionIfUndone(run, context);
  if (before !== null) return [{ command: force(before.version) }];
  const executing = executingOf(run);
  if (executing?.direction === 'up') return listedBefore(executing.version, 'the one to force');
  return [
    { command: LIST_FILES },
    {
      do: 'Find the dirty version there. After an up, take the version listed just before it, or -1 (none) if it is the first; after a down, the version listed just after it.',
    },
    TYPE_FORCE_V,
  ];
}

/** Force the version that the failed migration leads to. */
export function forceAfter({ run }: JudgedCase): Steps {
  const after = versionIfDone(run);
  if (after !== null) return [{ command: force(after.version) }];
  const executing = executingOf(run);
  if (executing === undefined)
    return [{ do: 'Take the dirty version that `migrate version` printed.' }, TYPE_FORCE_V];
  return listedBefore(executing.version, 'the one that this down leads to');
}

function listedBefore(version: string, what: string): Steps {
  return [
    { command: filesBefore(version) },
    { do: `The version listed just before ${version} is ${what}, or -1 (none) if ${version} is the first.` },
    TYPE_FORCE_V,
  ];
}

/** This step comes before {@link eitherWay}, whose branches assume that all of the change exists, or nothing of it. */
export const UNTIL_ONE_HOLDS = {
  do: 'If part of the change is there, undo that part by hand or do the rest by hand, until one of these applies.',
};

/**
 * Both ways out, for when only the schema shows which one applies. `dirty`: the database may turn out not to be dirty, so each
 * branch says that it is dirty.
 */
export function eitherWay(judged: JudgedCase, dirty = false): readonly Branch[] {
  const and = dirty ? 'it is dirty and ' : '';
  return [
    ...ifNothingIsThere(judged, and),
    {
      when: `If ${and}all of the change is there`,
      steps: markAsDone(judged),
    },
  ];
}

/** For when nothing of the migration exists any more: force the version before the migration, then continue the job with it. */
export function markAsUndone(judged: JudgedCase): Steps {
  return [...forceBefore(judged), ...finishTheJob(judged, 'printed')];
}

/** For when all of the migration exists: force its version, then continue the job after it. */
export function markAsDone(judged: JudgedCase): Steps {
  return [...forceAfter(judged), ...finishTheJob(judged, 'also-the-last')];
}

/**
 * Force the version before the migration. A stored version above the dirty one is that version only if a down failed; for an up
 * there is another branch.
 */
function ifNothingIsThere(judged: JudgedCase, and: string): readonly Branch[] {
  const { run, context } = judged;
  const before = versionIfUndone(run, context);
  const undone = markAsUndone(judged);
  if (before?.onlyAfterDown !== true)
    return [{ when: `If ${and}nothing of the change is there`, steps: undone }];
  const down = {
    when: `If ${and}a down of ${before.version} failed and nothing of it is done`,
    steps: undone,
  };
  const at = run.dirtyVersion ?? '';
  if (!/^\d+$/.test(at)) return [down];
  return [
    down,
    {
      when: `If ${and}the up of ${at} failed and nothing of it is there`,
      steps: [...listedBefore(at, 'the one to force'), ...finishTheJob(judged, 'printed')],
    },
  ];
}

/** For when the dirty flag decides whether there is anything to repair. */
export function ifDirty(judged: JudgedCase): readonly Branch[] {
  return [...ifClean(judged), ...eitherWay(judged, true)];
}

/**
 * For a database that is not dirty: the migration that was executing has finished. If no line names it, the version shows how far
 * the run came.
 */
function ifClean(judged: JudgedCase): readonly Branch[] {
  const { run } = judged;
  if (executingOf(run) !== undefined)
    return [
      {
        when: 'If it is not dirty, which means that it finished',
        steps: finishTheJob(judged, 'also-the-last'),
      },
    ];
  const onwards = finishTheJob(judged, 'perhaps-more');
  const last = run.migrations.findLast(({ status }) => status === 'applied');
  if (run.job?.kind !== 'steps' || last?.direction !== 'up')
    return [{ when: 'If it is not dirty', steps: onwards }];
  return [
    { when: `If it is not dirty, and at ${last.version}`, steps: finishTheJob(judged, 'printed') },
    { when: `If it is not dirty, and not at ${last.version}`, steps: onwards },
  ];
}

/** This sentence is part of `doNot` in nearly every verdict. */
export const NOT_BEFORE_LOOKING =
  'Do not force before you have looked: force only sets the version, it repairs nothing.';

/** Evidence that plain output hides which migration was executing; empty if a line names it. */
export function notVerbose(run: JudgedRun): readonly string[] {
  return executingOf(run) === undefined
    ? ['Plain output does not say which migration was executing; with -verbose the log would name it.']
    : [];
}
