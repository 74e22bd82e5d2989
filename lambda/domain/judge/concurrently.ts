import type { MigrateError } from '../event.ts';
import { sqlStateOf } from '../knowledge/sql-state.ts';
import type { Branch, Verdict } from '../verdict.ts';
import { always, firstThen, type Steps } from './branches.ts';
import { PG_INVALID_INDEXES, pgDropIndex } from './commands.ts';
import { splitStatements } from './statements.ts';
import { type Case, lookAtVersion, markAsUndone, NOT_BEFORE_LOOKING, nameOf, notVerbose } from './steps.ts';
import { versionIfUndone } from './version-to-force.ts';

const CONCURRENT = /^(?:CREATE|DROP|REINDEX|ALTER)\b[^(]{0,200}\bCONCURRENTLY\b/i;
const CREATED_INDEX =
  /^CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.]+)\s+ON\b/i;

/** The failed statement, when it is the only one printed and works CONCURRENTLY: it then commits in steps. */
export function concurrentStatement(error: MigrateError): string | undefined {
  // Splitting costs as much as all other judging, and hardly any error has the word.
  if (!/CONCURRENTLY/i.test(error.statement ?? '')) return undefined;
  const [only, another] = splitStatements(error.statement ?? '', 'postgres');
  return another === undefined && only !== undefined && CONCURRENT.test(only.text) ? only.text : undefined;
}

/**
 * A statement with CONCURRENTLY failed: an index may be left that is INVALID.
 *
 * @see https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 */
export function judgeConcurrent(judged: Case, error: MigrateError, statement: string): Verdict {
  const { run, context } = judged;
  const code = sqlStateOf(error);
  const name = CREATED_INDEX.exec(statement)?.[1];
  const nothingBefore = context.multiStatement === false || error.startsFile === true;
  // Names, rights and transactions are checked before the index is made; a duplicate is found while it is filled.
  const refused = code !== null && /^(?:42|25|0A|3F)/.test(code);
  const state =
    refused && nothingBefore ? 'rolled-back' : code === '23505' && name ? 'partly-applied' : 'unknown';
  return {
    state,
    evidence: [
      `The database is marked dirty: ${nameOf(run)} failed.`,
      refused
        ? 'The server refused the statement before it began to work.'
        : 'CONCURRENTLY works outside a transaction: when it fails on the way, an INVALID index stays.',
      ...(nothingBefore
        ? []
        : ['In multi-statement mode the statements before it in the file are committed.']),
      ...notVerbose(run),
      ...(versionIfUndone(run, context) === null ? [] : [versionIfUndone(run, context)!.from]),
    ],
    next: afterTheList(
      [...lookAtVersion(judged), { command: PG_INVALID_INDEXES }],
      refused ? undefined : name,
      [
        {
          do: `Fix the file of ${nameOf(run)}, or whatever it ran into (duplicate rows, a lock, a time limit).`,
        },
        ...markAsUndone(judged),
      ],
    ),
    doNot: [
      'Do not run it again before the invalid index is dropped: its name is taken, and IF NOT EXISTS would keep the broken one.',
      'Do not drop an index that the list does not show: it is in use.',
      NOT_BEFORE_LOOKING,
    ],
  };
}

/** `index` is dropped only if it is in the list of invalid ones. */
function afterTheList(look: Steps, index: string | undefined, repair: Steps): readonly Branch[] {
  const command = index === undefined ? undefined : pgDropIndex(index);
  if (command === undefined)
    return always([
      ...look,
      { do: 'Drop with DROP INDEX CONCURRENTLY each index in that list that this file names.' },
      ...repair,
    ]);
  return firstThen(look, [
    { when: `If ${index} is in that list`, steps: [{ command }, ...repair] },
    { when: `If ${index} is not in that list`, steps: repair },
  ]);
}
