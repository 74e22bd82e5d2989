import { sqlite as dialect } from '../../lines/sql/dialect.ts';
import type { MigrateError } from '../../model/event.ts';
import { always } from '../advice/branches.ts';
import { type ErrorRule, possibleFailures } from '../statements/failed-statement.ts';
import { holdingNear } from '../statements/near-text.ts';
import type { Statement } from '../statements/statements.ts';
import { commonAnswer, type Survives, strongerOf } from '../statements/surviving-changes.ts';
import { leftBeforeEach, type TransactionRules } from '../statements/transaction.ts';
import type { EngineProfile, Failure, SurvivingChanges } from './profile.ts';

/** golang-migrate's drivers for SQLite run a file in one transaction, unless the URL says `x-no-tx-wrap=true`. */
const WRAPPED: TransactionRules = {
  wraps: true,
  wrapsAgain: false,
  commitsFirst: () => false,
  schemaCommitsItself: false,
  rowsInTransaction: 'no',
  routinesCommit: false,
};
const UNWRAPPED: TransactionRules = { ...WRAPPED, wraps: false };

/** Messages that SQLite prints only inside a transaction. If the file did not begin a transaction, the driver did. */
const SAID_INSIDE =
  /cannot (?:start a transaction within a transaction|VACUUM from within a transaction|ATTACH database within transaction|DETACH database within transaction|change into wal mode from within a transaction)|may not be changed inside a transaction/i;

/** Did the driver fail to roll its transaction back after the error, because the transaction had already ended? */
function foundItGone({ also }: MigrateError): boolean {
  return also?.some((text) => text.includes('cannot rollback - no transaction is active')) === true;
}

export const sqlite: EngineProfile = {
  drivers: ['sqlite'],
  knowsLostConnection: false,
  hasConcurrently: false,
  mayWrapFile: true,
  migrateSessions: [],
  lockRejected: {},
  grammar: {
    dialect,
    kinds: [
      ['masked', /^‹/],
      ['begin', /^BEGIN\b/i],
      ['commit', /^(?:COMMIT|END)\b/i],
      ['harmless', /^(?:ROLLBACK\s+(?:TRANSACTION\s+)?TO|RELEASE)\b/i],
      ['rollback', /^ROLLBACK\b/i],
      ['temporary', /^CREATE\s+TEMP(?:ORARY)?\b/i],
      [
        'schema',
        /^PRAGMA\b[^=(]*\b(?:user_version|application_id|journal_mode|auto_vacuum|encoding)\s*[=(]/i,
      ],
      ['harmless', /^(?:PRAGMA|EXPLAIN|SAVEPOINT)\b/i],
      ['service', /^(?:ANALYZE|VACUUM|REINDEX|ATTACH|DETACH)\b/i],
      ['query', /^(?:SELECT|VALUES|WITH|\()/i],
      ['rows', /^(?:INSERT|UPDATE|DELETE|REPLACE)\b/i],
      ['schema', /^(?:CREATE|ALTER|DROP)\b/i],
    ],
  },
  survivingChanges: (failure) => {
    const wrapped = isWrapped(failure);
    if (wrapped !== null) return survivorsIf(failure, wrapped);
    const [one, other] = [survivorsIf(failure, true), survivorsIf(failure, false)];
    if (one.survives === other.survives) return { ...one, evidence: [EITHER_WAY[one.survives]] };
    return {
      survives: 'perhaps',
      evidence: [
        'The SQLite driver runs the file in one transaction and rolled it back, unless the URL says x-no-tx-wrap=true.',
      ],
    };
  },
  lostClient: {
    goesOn: false,
    evidence:
      'SQLite runs inside its client and ends with it: what was not committed is rolled back when the file is next opened.',
    notices: [],
    end: [],
  },
  sessions: [{ do: 'Check whether the process that ran it is gone: SQLite runs inside that process.' }],
  blocked: [
    {
      do: 'Look at the process that runs it, because SQLite runs inside that process. Does another process lock the file?',
    },
  ],
  lockHeld: (onwards) =>
    always([{ do: 'Find the other process that has the file open, and wait until it ends.' }, ...onwards]),
  lockLeft: [],
  tableLocked: [],
  typeToEnd: null,
  tables: { do: 'List the tables of the database (`.tables` in sqlite3).' },
  versionRow: null,
};

const EITHER_WAY: Readonly<Record<Survives, string>> = {
  no: 'SQLite undid the statement that failed, and nothing before it in the file had an effect.',
  yes: 'Statements before the one that failed are committed and stay.',
  perhaps: 'It is not known whether something was committed before the error.',
};

/** Did the driver begin a transaction around the file? `null`: neither the settings nor the error show it. */
function isWrapped({ context, error, statements }: Failure): boolean | null {
  const words = `${error.message}\n${error.details ?? ''}`;
  if (foundItGone(error)) return true;
  const begins = statements.filter(({ kind, text }) => kind === 'begin' || /^SAVEPOINT\b/i.test(text)).length;
  const isFirstBegin = /start a transaction/.test(words) ? begins === 1 : begins === 0;
  if (SAID_INSIDE.test(words) && isFirstBegin && !statements.some(({ kind }) => kind === 'masked'))
    return true;
  return context.noTxWrap === undefined || context.noTxWrap === null ? null : !context.noTxWrap;
}

function survivorsIf(failure: Failure, wrapped: boolean): SurvivingChanges {
  const { statements, error } = failure;
  const before = leftBeforeEach(statements, wrapped ? WRAPPED : UNWRAPPED);
  const survives = commonAnswer(
    whichFailed(failure).map((index) => {
      const own: Survives = leavesPart(statements[index]!, wrapped) ? 'perhaps' : 'no';
      return strongerOf(before[index]!.kept, own);
    }),
  );
  // Outside a transaction a SAVEPOINT begins one, and its RELEASE commits it.
  const savepoint = !wrapped && statements.some(({ text }) => /^SAVEPOINT\b/i.test(text));
  if (savepoint && survives === 'yes') return { survives: 'perhaps', evidence: [EITHER_WAY.perhaps] };
  const ownCommit = statements.some(({ kind }) => kind === 'commit');
  if (wrapped) {
    if (
      survives === 'no' ||
      (foundItGone(error) && !ownCommit && !statements.some(({ kind }) => kind === 'masked'))
    )
      return {
        survives: 'no',
        evidence: ['The SQLite driver ran the file in one transaction, and the error rolled it back.'],
      };
    return {
      survives,
      evidence: [
        survives === 'yes'
          ? "A COMMIT in the file ended the driver's transaction before the error: what is committed stays."
          : "The file has its own COMMIT, which ends the driver's transaction; it is not known whether that came before the error.",
      ],
    };
  }
  return {
    survives,
    evidence: [
      survives === 'perhaps'
        ? 'With x-no-tx-wrap each statement is committed by itself, and the error does not say which of them failed.'
        : EITHER_WAY[survives],
    ],
  };
}

/** Does a statement keep part of its work when it fails? `OR FAIL` keeps the rows changed before the failed one, unless a transaction is rolled back. */
function leavesPart({ kind, text }: Statement, wrapped: boolean): boolean {
  if (wrapped) return false;
  return kind === 'masked' || (kind === 'rows' && /\bOR\s+FAIL\b/i.test(text));
}

function whichFailed({ sql, statements, error }: Failure): readonly number[] {
  const words = error.details ?? error.message;
  const near = /near "([^"\n]{1,200})": syntax error/.exec(words)?.[1];
  if (near !== undefined) {
    const found = holdingNear(sql, statements, { text: near, extent: 'word' });
    return found ?? statements.map((_, index) => index);
  }
  if (/start a transaction within/.test(words)) {
    const begins = statements.flatMap(({ kind }, index) =>
      kind === 'begin' || kind === 'masked' ? [index] : [],
    );
    if (begins.length > 0) return begins;
  }
  return possibleFailures(statements, words, NAMING);
}

const VIEW = /\bVIEW\b/i;

/** @see https://www.sqlite.org/src (error texts of build.c, resolve.c, alter.c and vdbe.c) */
const NAMING: readonly ErrorRule[] = [
  { words: /cannot commit - no transaction is active/, by: /^(?:COMMIT|END)\b/i },
  { words: /no such table: (?<own>[^\s()]+)/, reads: VIEW },
  {
    words: /no such (?:column|function|index|trigger|view|collation sequence): (?<own>[^\s()]+)/,
    reads: VIEW,
  },
  { words: /(?:table|index|view|trigger) (?<own>\S+) already exists/, by: /^(?:CREATE|ALTER)\b/i },
  { words: /there is already (?:a table|an index) named (?<own>\S+)/, by: /^(?:CREATE|ALTER)\b/i },
  { words: /duplicate column name: (?<own>\S+)/, by: /^(?:CREATE|ALTER)\b/i },
  { words: /(?:UNIQUE|NOT NULL) constraint failed: (?<table>[^\s.]+)\.(?<column>[^\s,]+)/ },
  { words: /CHECK constraint failed: (?<key>\w+)(?: \(\d+\))?$/ },
  { words: /table (?<own>\S+) has \d+ columns but \d+ values/, by: /^(?:INSERT|REPLACE|WITH)\b/i },
  { words: /table (?<own>\S+) has no column named/, by: /^(?:INSERT|REPLACE|WITH|CREATE)\b/i },
];
