import type { Branch } from '../../model/verdict.ts';
import { always, firstThen, type Steps } from '../advice/branches.ts';
import {
  PG_INVALID_INDEXES,
  PG_PENDING_DETACH,
  PG_SESSIONS,
  pgDropIndex,
  pgFinalizeDetach,
} from '../advice/commands.ts';

/** The final steps that every kind needs, made for the run at hand. */
export interface WaysOn {
  /** Force the version before the migration, and run again. */
  readonly again: Steps;
  /** Force the version that the file leads to, and go on. */
  readonly done: Steps;
}

/** What a statement with CONCURRENTLY leaves when it fails midway. */
export interface Concurrent {
  readonly leaves: string;
  /** SQLSTATEs that make this certain. */
  readonly sureAfter: readonly string[];
  readonly next: (ways: WaysOn) => readonly Branch[];
  readonly doNot: readonly string[];
}

/** Waits until no long transaction holds the table. */
export const UNTIL_TABLE_IS_FREE: Steps = [
  { command: PG_SESSIONS },
  {
    do: 'Wait until no long transaction holds the table. Only a member of pg_monitor sees the queries of other users.',
  },
];

const NAME = '([\\w.]+)';

/** Kinds of statements, by their beginning. Statements not listed leave nothing: REFRESH, for example, is one transaction. */
const KINDS: readonly (readonly [RegExp, (match: RegExpExecArray) => Concurrent])[] = [
  [
    new RegExp(
      `^CREATE\\s+(?:UNIQUE\\s+)?INDEX\\s+CONCURRENTLY\\b(?:\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?(?!ON\\b)${NAME}\\s+ON\\b)?`,
      'i',
    ),
    ([, index]) => created(index),
  ],
  [/^DROP\s+INDEX\s+CONCURRENTLY\b/i, () => dropped],
  [/^REINDEX\b[^;]*\bCONCURRENTLY\b/i, () => rebuilt],
  [
    new RegExp(
      `^ALTER\\s+TABLE\\s+(?:IF\\s+EXISTS\\s+)?(?:ONLY\\s+)?${NAME}\\s+DETACH\\s+PARTITION\\s+${NAME}\\s+CONCURRENTLY\\b`,
      'i',
    ),
    ([, table, partition]) => detached(table!, partition!),
  ],
  [/^ALTER\s+TABLE\b[\s\S]*\bDETACH\b[\s\S]*\bCONCURRENTLY\b/i, () => detached('', '')],
];

/** What `statement` leaves when it fails midway; `undefined` if it does not work in several steps. */
export function concurrentOf(statement: string): Concurrent | undefined {
  for (const [start, made] of KINDS) {
    const match = start.exec(statement);
    if (match) return made(match);
  }
  return undefined;
}

/** @see https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY */
function created(index: string | undefined): Concurrent {
  const drop = index === undefined ? undefined : pgDropIndex(index);
  const look: Steps = [{ command: PG_INVALID_INDEXES }];
  return {
    leaves: 'CONCURRENTLY works outside a transaction: when it fails midway, an INVALID index stays.',
    // A duplicate is found while the index is filled, so the index exists by then.
    sureAfter: ['23505'],
    next: ({ again }) =>
      drop === undefined
        ? always([
            ...look,
            { do: 'Drop each index in that list that this file names, with DROP INDEX CONCURRENTLY.' },
            ...again,
          ])
        : firstThen(look, [
            { when: `If ${index} is in that list`, steps: [{ command: drop }, ...again] },
            { when: `If ${index} is not in that list`, steps: again },
          ]),
    doNot: [
      'Do not run it again before the invalid index is dropped: its name is taken, and IF NOT EXISTS would keep the broken one.',
      'Do not drop an index that the list does not show: it is in use.',
    ],
  };
}

/** @see https://www.postgresql.org/docs/current/sql-dropindex.html */
const dropped: Concurrent = {
  leaves:
    'The index is still there. A DROP INDEX CONCURRENTLY that gave up may have marked it INVALID: then queries no longer use it, and writes still keep it up to date.',
  sureAfter: [],
  next: ({ again }) =>
    always([
      { command: PG_INVALID_INDEXES },
      { do: 'Whether it is in that list or not, the file drops it when it is run again.' },
      ...UNTIL_TABLE_IS_FREE,
      ...again,
    ]),
  doNot: ['Do not drop the index by hand first: the file would then fail because the index does not exist.'],
};

/** @see https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY */
const rebuilt: Concurrent = {
  leaves:
    'The old index is there and in use. The new one may remain, INVALID, under the same name with _ccnew at the end. An index with _ccold at the end is the old one, already replaced.',
  sureAfter: [],
  next: ({ again }) =>
    firstThen(
      [{ command: PG_INVALID_INDEXES }],
      [
        {
          when: 'If that list shows an index whose name ends in _ccnew or _ccold',
          steps: [{ do: 'Drop each of these with DROP INDEX CONCURRENTLY.' }, ...again],
        },
        { when: 'If that list shows none of them', steps: again },
      ],
    ),
  doNot: ['Do not drop an index without _ccnew or _ccold at the end of its name: it is in use.'],
};

/** @see https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION */
function detached(table: string, partition: string): Concurrent {
  const command = pgFinalizeDetach(table, partition);
  const finalize =
    command === undefined ? { do: 'Run ALTER TABLE … DETACH PARTITION … FINALIZE.' } : { command };
  const name = command === undefined ? 'the partition' : partition;
  return {
    leaves:
      'DETACH PARTITION … CONCURRENTLY works in two transactions. After the first one the partition is pending detach, and only FINALIZE completes it.',
    sureAfter: [],
    next: ({ again, done }) =>
      firstThen(
        [{ command: PG_PENDING_DETACH }],
        [
          { when: `If ${name} is in that list`, steps: [finalize, ...done] },
          { when: `If ${name} is not in that list`, steps: again },
        ],
      ),
    doNot: [
      'Do not run it again while the detach is pending: it would be refused until FINALIZE has completed the detach.',
    ],
  };
}
