import { postgres as dialect } from '../../lines/sql/dialect.ts';
import type { MigrateError } from '../../model/event.ts';
import { always } from '../advice/branches.ts';
import {
  PG_BLOCKED,
  PG_END_SESSION,
  PG_MIGRATE_SESSIONS,
  PG_TABLES,
  PG_VERSION_ROW,
} from '../advice/commands.ts';
import { callsUnknown } from '../statements/built-in.ts';
import { possibleFailures } from '../statements/failed-statement.ts';
import { holdingNear, type NearText } from '../statements/near-text.ts';
import type { Statement } from '../statements/statements.ts';
import { commonAnswer, type Survives, strongerOf } from '../statements/surviving-changes.ts';
import { leftBeforeEach, type TransactionRules } from '../statements/transaction.ts';
import { leftAborted } from './companions.ts';
import { UNTIL_TABLE_IS_FREE } from './postgres-concurrently.ts';
import { NAMING } from './postgres-errors.ts';
import type { EngineProfile, Failure, SurvivingChanges } from './profile.ts';

/**
 * Several statements sent in one Exec are one transaction, up to a COMMIT in the file; a BEGIN only makes it explicit.
 *
 * In such a file a routine cannot commit (`invalid transaction termination`). A routine call that is sent alone can.
 *
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT
 * @see https://www.postgresql.org/docs/current/plpgsql-transactions.html
 */
const ONE_EXEC: TransactionRules = {
  wraps: true,
  wrapsAgain: true,
  commitsFirst: () => false,
  schemaCommitsItself: false,
  rowsInTransaction: 'no',
  routinesCommit: false,
};

const TYPE_TO_END = `type \`${PG_END_SESSION}\`, with the PID from that list.`;

export const postgres: EngineProfile = {
  drivers: ['lib/pq', 'pgx'],
  knowsLostConnection: true,
  hasConcurrently: true,
  mayWrapFile: false,
  migrateSessions: [{ command: PG_MIGRATE_SESSIONS }],
  lockRejected: {
    denied: [
      {
        do: 'The role lacks the right: GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint), pg_advisory_unlock(bigint) to it.',
      },
    ],
  },
  grammar: {
    dialect,
    kinds: [
      ['masked', /^(?:‹|PREPARE\s+TRANSACTION\b)/i],
      ['begin', /^(?:BEGIN|START\s+TRANSACTION)\b/i],
      ['commit', /^(?:COMMIT|END)\b(?!\s+PREPARED)/i],
      ['harmless', /^(?:ROLLBACK\s+(?:WORK\s+|TRANSACTION\s+)?TO|SAVEPOINT|RELEASE)\b/i],
      ['rollback', /^(?:ROLLBACK|ABORT)\b(?!\s+PREPARED)/i],
      ['temporary', /^CREATE\s+(?:(?:GLOBAL|LOCAL)\s+)?TEMP(?:ORARY)?\s/i],
      [
        'harmless',
        /^(?:SET|RESET|SHOW|EXPLAIN(?!\s+ANALY[SZ]E|\s*\()|DISCARD|DEALLOCATE|PREPARE|LISTEN|UNLISTEN|NOTIFY)\b/i,
      ],
      ['service', /^(?:LOCK|ANALYZE|VACUUM|CHECKPOINT|DECLARE|FETCH|MOVE|CLOSE|LOAD)\b/i],
      ['routine', /^(?:DO|CALL|EXECUTE)\b/i],
      ['query', /^(?:SELECT|VALUES|WITH|TABLE|EXPLAIN|\()/i],
      ['rows', /^(?:INSERT|UPDATE|DELETE|MERGE|COPY)\b/i],
      [
        'schema',
        /^(?:CREATE|ALTER|DROP|TRUNCATE|GRANT|REVOKE|COMMENT|REFRESH|REINDEX|CLUSTER|REASSIGN|SECURITY|IMPORT)\b/i,
      ],
    ],
  },
  survivingChanges: postgresSurvivors,
  lostClient: {
    goesOn: true,
    evidence:
      'PostgreSQL usually does not notice that its client is gone (unless client_connection_check_interval is set): it may finish the file and commit it.',
    notices: [],
    end: [
      { do: 'Only if it must not finish, end that session; what it has not committed is rolled back.' },
      { do: `Type \`${PG_END_SESSION}\`, with the PID from that list.` },
    ],
  },
  sessions: [{ command: PG_MIGRATE_SESSIONS }],
  blocked: [{ command: PG_BLOCKED }, { command: PG_MIGRATE_SESSIONS }],
  lockHeld: (onwards) =>
    always([
      { command: PG_MIGRATE_SESSIONS },
      {
        do: `Wait for the session that holds the lock. Only if its process is dead, end it: ${TYPE_TO_END}`,
      },
      ...onwards,
    ]),
  lockLeft: [],
  tableLocked: UNTIL_TABLE_IS_FREE,
  typeToEnd: TYPE_TO_END,
  tables: { command: PG_TABLES },
  versionRow: PG_VERSION_ROW,
};

function postgresSurvivors(failure: Failure): SurvivingChanges {
  const { error, sql, statements, context } = failure;
  // Multi-statement mode cuts at every semicolon, so text after one proves that the whole file was sent at once.
  const whole = context.multiStatement === false || statements.length > 1 || /;\s*[^\s;‹]/.test(sql);
  if (!whole && error.startsFile !== true) {
    return {
      survives: 'perhaps',
      evidence: [
        'PostgreSQL rolled back the statement that failed. If it is the only one in its file, nothing is left.',
        context.multiStatement === true
          ? 'The setting x-multi-statement is on: every statement before it in the file is committed and stays.'
          : 'If the URL has x-multi-statement=true, every statement before it in the file is committed; the settings do not say whether it has.',
      ],
    };
  }
  const isSyntax = isSyntaxError(error);
  if (OUTSIDE_TRANSACTIONS.test(sql) && !ranNothingOutside(failure, isSyntax))
    return { survives: 'perhaps', evidence: [NOT_UNDONE] };
  const survives = commonAnswer(isSyntax ? afterSyntaxError(failure) : afterFailure(failure));
  if (survives === 'no')
    return {
      survives,
      evidence: [
        isSyntax && statements.some(({ kind }) => kind === 'commit')
          ? 'PostgreSQL found the syntax error before it ran any of the file.'
          : 'PostgreSQL runs the file as one transaction, and the error rolled it back.',
      ],
    };
  if (survives === 'yes')
    return {
      survives,
      evidence: ['A COMMIT in the file came before the error: what came before it is committed and stays.'],
    };
  return { survives, evidence: [statements.length === 1 ? ALONE : OWN_COMMIT] };
}

/** COPY was rejected before it wrote a file or ran a program. */
const COPY_REFUSED =
  /^(?:must be superuser\b[^\n]* to COPY to |permission denied to COPY to (?:a file|or from an external program|an external program))/;

/** Is it certain that no statement with effects outside of transactions had begun? Statements after the failed one never ran. */
function ranNothingOutside(failure: Failure, isSyntax: boolean): boolean {
  if (isSyntax && isOfFile(failure)) return true;
  const { statements, error } = failure;
  const refused = COPY_REFUSED.test(error.message);
  const last = Math.max(...whichFailed(failure));
  return statements.every(
    ({ text, body }, index) =>
      index > last || (refused && index === last) || !OUTSIDE_TRANSACTIONS.test(`${text} ${body}`),
  );
}

/** Effects that a rollback does not undo, and work on another connection. */
const OUTSIDE_TRANSACTIONS =
  /\b(?:setval|dblink\w*|lo_export|pg_background_\w+)\s*\(|\bCOPY\b[^;]{0,2000}\bTO\s+(?:PROGRAM\b|'|‹)/i;
const NOT_UNDONE =
  'PostgreSQL rolled the transaction back, but not what takes effect outside of it: setval, dblink, or a file that was written.';
const ALONE =
  'The statement calls a routine, is masked or too long to be read here: it may have committed before it failed.';
const OWN_COMMIT =
  'The file has its own COMMIT, or a part that is masked; it is not known whether something was committed before the error.';

/** Messages of PostgreSQL's SQL parser. Parsers of values, such as JSON paths, run later and name themselves after the quotation. */
const SYNTAX = /^(?:syntax error|unterminated [^\n"]{1,40}) at (?:or near "|end of input)/;

function isSyntaxError({ message }: MigrateError): boolean {
  return SYNTAX.test(message) && !/ jsonpath input\b/.test(message);
}

/** PostgreSQL parses the whole file before it runs any of it. What a routine contains or executes is parsed later. */
function afterSyntaxError(failure: Failure): readonly Survives[] {
  if (isOfFile(failure)) return ['no'];
  const { sql, statements, error } = failure;
  const before = leftBeforeEach(statements, ONE_EXEC);
  const later = statements.flatMap((statement, index) =>
    readsLater(statement)
      ? [strongerOf(before[index]!.kept, leftByItself(statement, statements.length === 1))]
      : [],
  );
  const near = nearText(error);
  const shows = near === undefined || holdingNear(sql, statements, near) !== undefined;
  return shows || later.length === 0 ? ['no', ...later] : later;
}

/**
 * Does the error point at a statement of the file itself, which is parsed before anything runs?
 *
 * What a routine executes has no position in the file, and PL/pgSQL's own errors give a position in the routine's body.
 */
function isOfFile({ sql, statements, error }: Failure): boolean {
  if (error.line === null) return false;
  const near = nearText(error);
  const found = near === undefined ? statements.map((_, index) => index) : holdingNear(sql, statements, near);
  const pointed = found?.filter((index) => mayHoldLine(sql, statements[index]!, error.line)) ?? [];
  return pointed.length > 0 && !pointed.some((index) => readsLater(statements[index]!));
}

function readsLater({ kind, text, body }: Statement): boolean {
  return (
    kind === 'routine' ||
    // A statement that begins with an unknown verb is probably the one that could not be parsed.
    (kind === 'masked' && !/^[a-z]/i.test(text)) ||
    body.includes('‹') ||
    /\$|\b(?:FUNCTION|PROCEDURE)\b/i.test(text) ||
    (kind === 'query' && callsUnknown(text))
  );
}

function afterFailure(failure: Failure): readonly Survives[] {
  const { statements } = failure;
  const before = leftBeforeEach(statements, ONE_EXEC);
  const alone = statements.length === 1;
  return whichFailed(failure).map((index) =>
    strongerOf(before[index]!.kept, leftByItself(statements[index]!, alone)),
  );
}

/** A routine call that is sent alone may commit, and so may a masked statement. */
function leftByItself({ kind }: Statement, alone: boolean): Survives {
  return alone && (kind === 'routine' || kind === 'masked') ? 'perhaps' : 'no';
}

function nearText({ message }: MigrateError): NearText | undefined {
  const text = /\bat or near "([^"\n]{1,200})"/.exec(message)?.[1];
  return text === undefined ? undefined : { text, extent: 'word' };
}

function whichFailed({ error, sql, statements }: Failure): readonly number[] {
  const near = nearText(error);
  const byWords =
    (near && holdingNear(sql, statements, near)) ?? possibleFailures(statements, error.message, NAMING);
  const byPlace = byWords.filter((index) => mayHoldLine(sql, statements[index]!, error.line));
  const found = byPlace.length > 0 ? byPlace : byWords;
  if (!leftAborted(error)) return found;
  const inside = insideOwnTransaction(statements);
  const aborted = found.filter((index) => inside[index]);
  return aborted.length > 0 ? aborted : found;
}

/**
 * For each statement: is it inside a transaction that the file began? Such a transaction stays open after an error, in the aborted
 * state. An implicit transaction ends with the error.
 */
function insideOwnTransaction(statements: readonly Statement[]): readonly boolean[] {
  let inside = false;
  return statements.map(({ kind, text }) => {
    if (kind === 'begin' || kind === 'masked') inside = true;
    const was = inside;
    if ((kind === 'commit' || kind === 'rollback') && !/\bAND\s+CHAIN\b/i.test(text)) inside = false;
    return was && kind !== 'commit';
  });
}

/**
 * Can this statement contain the line that the error gives?
 *
 * CloudWatch drops blank lines, so the line may be further up than its number says. If the text still has blank lines, none was
 * dropped.
 */
function mayHoldLine(sql: string, { from, to }: Statement, line: number | null): boolean {
  if (line === null) return true;
  if (lineAt(sql, from) > line) return false;
  return !sql.includes('\n\n') || lineAt(sql, to) >= line;
}

function lineAt(sql: string, offset: number): number {
  let line = 1;
  for (let at = sql.indexOf('\n'); at >= 0 && at < offset; at = sql.indexOf('\n', at + 1)) line++;
  return line;
}
