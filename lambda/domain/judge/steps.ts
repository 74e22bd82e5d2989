import type { Engine } from '../target.ts';
import {
  COMMAND_VARIABLES,
  DOWN_ONE,
  filesBefore,
  force,
  LIST_FILES,
  MYSQL_END_SESSION,
  MYSQL_SESSIONS,
  MYSQL_TABLES,
  MYSQL_VERSION_ROW,
  PG_END_SESSION,
  PG_MIGRATE_SESSIONS,
  PG_TABLES,
  PG_VERSION_ROW,
  SHOW_VERSION,
  UP,
} from './commands.ts';
import type { JudgedRun, VerdictContext } from './judged-run.ts';
import { directionOf, executingOf, versionIfDone, versionIfUndone } from './version-to-force.ts';

/** A run and what is known around it, as every part of the judgement needs it. */
export interface Case {
  readonly run: JudgedRun;
  readonly context: VerdictContext;
  readonly engine: Engine | null;
}

/** Lines of `Verdict.next`. */
export type Steps = readonly string[];

const TYPE_FORCE_V =
  'Type `migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force -- V` with that version for V.';

/** The migration as golang-migrate writes it, `12/u add_email`; says so when no line names it. */
export function nameOf(run: JudgedRun): string {
  const executing = executingOf(run);
  if (executing === undefined) return 'the migration that was executing';
  return `${executing.version}/${executing.direction === 'up' ? 'u' : 'd'} ${executing.identifier}`;
}

/** Look at the recorded version; at the row itself where `migrate version` cannot show it. */
export function lookAtVersion({ run, engine }: Case): Steps {
  const row = { postgres: PG_VERSION_ROW, mysql: MYSQL_VERSION_ROW, other: null }[engine ?? 'other'];
  const maybeHidden =
    run.dirtyVersion === '-1' || (run.dirtyVersion === null && executingOf(run)?.direction === 'down');
  if (!maybeHidden) return [SHOW_VERSION];
  const hint = 'Dirty at -1 shows there as `error: no migration`: only the row in schema_migrations tells.';
  return row === null ? [SHOW_VERSION, hint] : [SHOW_VERSION, hint, row];
}

/** Look whether the server still works for a client that is gone. */
export function lookAtSessions(engine: Engine | null): Steps {
  const look = {
    postgres: PG_MIGRATE_SESSIONS,
    mysql: MYSQL_SESSIONS,
    other: "Look at the server's list of sessions.",
  }[engine ?? 'other'];
  return [
    look,
    'As long as a row shows the migration, the server is still executing it: look again until it is gone.',
  ];
}

/** How to end a session, behind a colon: the command is whole once the number from the list stands in it. */
export function typeToEnd(engine: 'postgres' | 'mysql'): string {
  return engine === 'postgres'
    ? `type \`${PG_END_SESSION}\`, PID from that list.`
    : `type \`${MYSQL_END_SESSION}\`, ID from that list.`;
}

/** End what goes on without its client, and what that means. */
export function endSession(engine: Engine | null): Steps {
  switch (engine) {
    case 'postgres':
      return [
        'Only if it must not finish, end that session; what it has not committed is rolled back.',
        capital(typeToEnd(engine)),
      ];
    case 'mysql':
      return [
        'Only if it must not finish, end that session; the statements that it has finished stay.',
        capital(typeToEnd(engine)),
      ];
    default:
      return ['Only if it must not finish, end that session on the server.'];
  }
}

/** Look which tables there are. */
export function listTables({ engine }: Case): Steps {
  return [
    { postgres: PG_TABLES, mysql: MYSQL_TABLES, other: 'List the tables of the database.' }[
      engine ?? 'other'
    ],
  ];
}

/** Look at the schema, to see how much of the change is there. */
export function lookAtSchema(judged: Case): Steps {
  const compare = `Compare the schema with the file of ${nameOf(judged.run)}, statement by statement.`;
  return [...listTables(judged), compare];
}

/** The same where only the dirty version is known. */
export function lookForChangeOf(version: string | null, judged: Case): Steps {
  const files =
    version === null || version === '-1' ? 'the file that did not finish' : `the files of ${version}`;
  return [...listTables(judged), `Compare the schema with ${files}, statement by statement.`];
}

/** Mark the version that the database stood at before the failed migration. */
export function forceBefore({ run, context }: Case): Steps {
  const before = versionIfUndone(run, context);
  if (before !== null) return [force(before.version)];
  const executing = executingOf(run);
  if (executing?.direction === 'up') return listedBefore(executing.version, 'the one to force');
  return [
    LIST_FILES,
    'Find the dirty version there. After an up, take the version listed just before it, or -1 (none) if it is the first; after a down, the version listed just after it.',
    TYPE_FORCE_V,
  ];
}

/** Mark the version that the failed migration was to leave behind. */
export function forceAfter({ run }: Case): Steps {
  const after = versionIfDone(run);
  if (after !== null) return [force(after.version)];
  const executing = executingOf(run);
  if (executing === undefined)
    return ['Take the dirty version that `migrate version` printed.', TYPE_FORCE_V];
  return listedBefore(executing.version, 'the one that this down leaves');
}

function listedBefore(version: string, what: string): Steps {
  return [
    filesBefore(version),
    `The version listed just before ${version} is ${what}, or -1 (none) if ${version} is the first.`,
    TYPE_FORCE_V,
  ];
}

/** Both ways out, for when only a look at the schema can tell. */
export function forceEitherWay(judged: Case): Steps {
  return [
    'If part of the change is there, undo that part or finish the rest by hand first.',
    ...ifNothingIsThere(judged),
    'Only if the whole change is there, mark it as done.',
    ...forceAfter(judged),
  ];
}

/** Marks the version before; above the dirty one it is that only when a down failed, and an up has another. */
function ifNothingIsThere(judged: Case): Steps {
  const { run, context } = judged;
  const before = versionIfUndone(run, context);
  if (before?.onlyAfterDown !== true)
    return ['Only if nothing of the change is there, mark the version before it.', ...forceBefore(judged)];
  const at = run.dirtyVersion ?? '';
  return [
    `Only if a down of ${before.version} failed and nothing of it is done, mark ${before.version} again.`,
    ...forceBefore(judged),
    ...(/^\d+$/.test(at)
      ? [
          `Only if the up of ${at} failed and nothing of it is there, mark the version before ${at}.`,
          ...listedBefore(at, 'the one to force'),
        ]
      : []),
  ];
}

/** Start again what did not finish. A down goes one step: how many were asked for is not in the log. */
export function runAgain({ run }: Case): Steps {
  if (run.source === 'library') return ['Start the program that runs the migrations again.'];
  const direction = directionOf(run);
  if ((run.command ?? direction) !== direction || direction === null) return ['Start the same job again.'];
  return [direction === 'up' ? UP : DOWN_ONE];
}

/** The `doNot` line of nearly every verdict. */
export const NOT_BEFORE_LOOKING =
  'Do not force before you have looked: force only rewrites the mark, it repairs nothing.';

/** What the log would have told with `-verbose`, when that is missing. */
export function notVerbose(run: JudgedRun): readonly string[] {
  return executingOf(run) === undefined
    ? ['Plain output does not say which migration was executing; with -verbose the log would name it.']
    : [];
}

const PREPARATION = 'First, in a shell that reaches the database, set ';

/** Says before everything else which variables its commands take, and where to read how to set them. */
export function withPreparation(steps: Steps, how: string): Steps {
  const own = steps.filter((step) => !step.startsWith(PREPARATION));
  const names = COMMAND_VARIABLES.map(({ name }) => name).filter((name) =>
    own.some((step) => step.includes(`$${name}`)),
  );
  return names.length === 0 ? own : [`${PREPARATION}${listed(names)} (${how}).`, ...own];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function listed(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');
}

/** Says, before the first command that needs it, what the connection must look like: `migrate` takes it as it is. */
export function withConnectionHints(steps: Steps, plainUrl: boolean): Steps {
  const hints: readonly (readonly [program: string, hint: string])[] = [
    [
      'mysql ',
      'Set MYSQL_CNF to the path of an option file with [client] host, port, user, password and database: mysql takes no URL.',
    ],
    ...(plainUrl
      ? [['psql ', 'For psql, DATABASE_URL must start with postgres:// and carry no x- parameters.'] as const]
      : []),
  ];
  let hinted = steps;
  for (const [program, hint] of hints) {
    const at = hinted.findIndex((step) => step.startsWith(program));
    if (at >= 0) hinted = hinted.toSpliced(at, 0, hint);
  }
  return hinted;
}
