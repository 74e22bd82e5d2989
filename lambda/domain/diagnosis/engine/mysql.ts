import { mysql as dialect } from '../../lines/sql/dialect.ts';
import { always } from '../advice/branches.ts';
import {
  MYSQL_END_SESSION,
  MYSQL_NOT_INNODB,
  MYSQL_SESSIONS,
  MYSQL_TABLES,
  MYSQL_VERSION_ROW,
} from '../advice/commands.ts';
import { callsUnknown } from '../statements/built-in.ts';
import { possibleFailures } from '../statements/failed-statement.ts';
import { bareName, holds } from '../statements/names.ts';
import { holdingNear, type NearText } from '../statements/near-text.ts';
import type { Statement } from '../statements/statements.ts';
import { commonAnswer, type Survives, strongerOf } from '../statements/surviving-changes.ts';
import { takenBack } from '../statements/taken-back.ts';
import { type Before, leftBeforeEach, type TransactionRules } from '../statements/transaction.ts';
import {
  FOREIGN_KEY,
  NEVER_EXECUTED,
  namingOf,
  REFUSED_AFTER_COMMIT,
  REFUSED_BEFORE_ROWS,
  WAITED,
} from './mysql-errors.ts';
import type { EngineProfile, Failure, SurvivingChanges } from './profile.ts';

/** Statements with an implicit commit before they run, even if they then fail. */
const COMMITS_FIRST: ReadonlySet<Statement['kind']> = new Set(['schema', 'service']);

/**
 * Each statement commits on its own (autocommit). Between START TRANSACTION and COMMIT, row changes in transactional tables stay
 * uncommitted.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html
 * @see https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/
 */
function rulesFor(transactionalTables: boolean): TransactionRules {
  return {
    wraps: false,
    wrapsAgain: true,
    commitsFirst,
    schemaCommitsItself: true,
    rowsInTransaction: transactionalTables ? 'no' : 'perhaps',
    routinesCommit: true,
  };
}

function commitsFirst({ kind, text }: Statement): boolean {
  return COMMITS_FIRST.has(kind) || (kind === 'begin' && !/^SET\b/i.test(text));
}

/**
 * MariaDB's prefix that sets variables for the one statement after it.
 *
 * @see https://mariadb.com/kb/en/set-statement/
 */
const SET_FOR_ONE = /^SET\s+STATEMENT\b[\s\S]{0,1000}?\bFOR\s+(?=[a-z(])/i;

const TYPE_TO_END = `type \`${MYSQL_END_SESSION}\`, with the ID from that list.`;

export const mysql: EngineProfile = {
  drivers: ['mysql'],
  knowsLostConnection: true,
  hasConcurrently: false,
  mayWrapFile: false,
  migrateSessions: [],
  lockRejected: {
    otherwise: [
      {
        do: 'If this server has no GET_LOCK, `mysql://` takes x-no-lock=true; then nothing prevents two runs at once.',
      },
    ],
  },
  grammar: {
    dialect,
    prefix: SET_FOR_ONE,
    kinds: [
      ['masked', /^(?:‹|\/\*|(?:DELIMITER|XA)\b)/i],
      [
        'begin',
        /^(?:BEGIN|START\s+TRANSACTION|SET\s+(?:SESSION\s+|LOCAL\s+|@@(?:session\.)?)?autocommit\s*:?=\s*(?:0|OFF|FALSE))\b/i,
      ],
      [
        'commit',
        /^(?:COMMIT|SET\s+(?:SESSION\s+|LOCAL\s+|@@(?:session\.)?)?autocommit\s*:?=\s*(?:1|ON|TRUE))\b/i,
      ],
      ['harmless', /^(?:ROLLBACK\s+(?:WORK\s+)?TO|SAVEPOINT|RELEASE)\b/i],
      ['rollback', /^ROLLBACK\b/i],
      ['schema', /^SET\s+(?:PASSWORD|DEFAULT\s+ROLE)\b/i],
      [
        'harmless',
        /^(?:SET|USE|SHOW|EXPLAIN|DESC|DESCRIBE|HELP|PREPARE|DEALLOCATE|KILL|SIGNAL|RESIGNAL|GET)\b/i,
      ],
      ['temporary', /^(?:CREATE\s+(?:OR\s+REPLACE\s+)?|DROP\s+)TEMPORARY\b/i],
      [
        'service',
        /^(?:LOCK|ANALYZE|OPTIMIZE|REPAIR|CHECK|CACHE|FLUSH|RESET|LOAD\s+INDEX|START|STOP|CHANGE)\b/i,
      ],
      ['harmless', /^UNLOCK\b/i],
      ['routine', /^(?:CALL|EXECUTE)\b/i],
      ['rows', /^(?:INSERT|UPDATE|DELETE|REPLACE|LOAD|WITH\b[\s\S]*\b(?:UPDATE|DELETE)\b)/i],
      ['query', /^(?:SELECT|VALUES|WITH|TABLE|DO|HANDLER|\()/i],
      ['schema', /^(?:CREATE|ALTER|DROP|RENAME|TRUNCATE|GRANT|REVOKE|INSTALL|UNINSTALL|IMPORT)\b/i],
    ],
  },
  survivingChanges: mysqlSurvivors,
  lostClient: {
    goesOn: true,
    evidence:
      'MySQL usually does not notice that its client is gone: it may finish the file, statement after statement.',
    notices: [
      'Only a statement that is waiting for a table lock is aborted, within a second; then nothing after it is executed.',
    ],
    end: [
      { do: 'Only if it must not finish, end that session; the statements that it has finished stay.' },
      { do: `Type \`${MYSQL_END_SESSION}\`, with the ID from that list.` },
    ],
  },
  sessions: [{ command: MYSQL_SESSIONS }],
  blocked: [{ command: MYSQL_SESSIONS }],
  lockHeld: (onwards) =>
    always([
      { command: MYSQL_SESSIONS },
      {
        do: `Wait for the other migrate. Only if its process is dead, end its session: ${TYPE_TO_END}`,
      },
      ...onwards,
    ]),
  lockLeft: [],
  tableLocked: [],
  typeToEnd: TYPE_TO_END,
  tables: { command: MYSQL_TABLES },
  versionRow: MYSQL_VERSION_ROW,
};

function mysqlSurvivors(failure: Failure): SurvivingChanges {
  const { statements, context } = failure;
  const ways = whatStayed(failure, context.transactionalTables === true);
  const failed = whichFailed(failure);
  const survives = commonAnswer(ways);
  if (survives === 'no') return { survives, evidence: [NOTHING] };
  if (survives === 'yes')
    return {
      survives,
      evidence: [whichWords(failed, statements), ...committedWords(failure, failed)],
    };
  const ifTransactional = commonAnswer(whatStayed(failure, true));
  if (ifTransactional === 'no' && context.transactionalTables !== true)
    return { survives, evidence: [TABLES_DECIDE, HOW_TO_DECLARE], looks: [MYSQL_NOT_INNODB] };
  return { survives, evidence: [notSureWords(failure, failed), ...committedWords(failure, failed)] };
}

function notSureWords(failure: Failure, failed: readonly number[]): string {
  const [only, another] = failed;
  const { statements } = failure;
  if (another !== undefined) {
    const which = failed.length === statements.length ? '' : `: it can be ${numbers(failed)}`;
    return `MySQL commits every schema statement immediately, and the error does not say which of the ${statements.length} statements failed${which}.`;
  }
  const own = only === undefined ? 'perhaps' : leftByItself(statements[only]!, failure, true);
  return own === 'no' ? EARLIER_ONES : ITS_OWN;
}

const ITS_OWN =
  'This statement works on several objects, or calls a routine: MySQL keeps what it did before the error.';
const EARLIER_ONES =
  'It is not certain that the statements before it left something: they act only if needed (IF NOT EXISTS), call a routine, or undo one another.';

function numbers(indexes: readonly number[]): string {
  const all = indexes.map((index) => String(index + 1));
  return `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;
}

const NOTHING = 'Nothing before the failed statement was committed, and MySQL undid that statement.';
const TABLES_DECIDE =
  'The storage engine decides: InnoDB rolls back what the failed statement or its transaction changed; MyISAM, Aria and MEMORY keep every row changed before the error.';
const HOW_TO_DECLARE =
  'The list below names the tables that are not InnoDB. If the changed table is not among them, nothing stayed. If all tables are InnoDB, set `transactionalTables: true` in the settings.';

function whichWords(failed: readonly number[], statements: readonly Statement[]): string {
  const [only, another] = failed;
  return another === undefined && only !== undefined && statements.length > 1
    ? `Statement ${only + 1} of ${statements.length} failed: MySQL commits every statement that changes the schema, so what came before it stays.`
    : 'MySQL commits every schema statement immediately: those before the failed one in the file stay.';
}

/** Evidence for rows that the failed statement itself committed, by its implicit commit. */
function committedWords(failure: Failure, failed: readonly number[]): readonly string[] {
  const before = leftBeforeEach(failure.statements, rulesFor(true));
  const byItself = failed.some(
    (index) => before[index]!.open !== 'no' && commitsFirst(failure.statements[index]!),
  );
  return byItself
    ? [
        'A schema statement commits the open transaction before it runs (implicit commit), even if it then fails: rows changed before it stay.',
      ]
    : [];
}

/** What stayed, for each statement that can have failed. */
function whatStayed(failure: Failure, transactional: boolean): readonly Survives[] {
  const { statements, error } = failure;
  const before = leftBeforeEach(statements, rulesFor(transactional));
  return whichFailed(failure).map((index) => {
    const failed = statements[index]!;
    const own = leftByItself(failed, failure, transactional);
    if (own === 'perhaps' && takenBack(statements, index).length > 0) return own;
    return strongerOf(keptAtFailure(failed, before[index]!, error.vendorCode), own);
  });
}

/** What stays of the earlier statements: the failed one may have committed the open transaction. */
function keptAtFailure(failed: Statement, { kept, open }: Before, code: number | null): Survives {
  if (open === 'no' || NEVER_EXECUTED.has(code ?? 0)) return kept;
  if (failed.kind === 'masked') return strongerOf(kept, 'perhaps');
  if (!commitsFirst(failed)) return kept;
  return strongerOf(kept, REFUSED_AFTER_COMMIT.has(code ?? 0) ? open : 'perhaps');
}

/** What the failed statement itself left although it failed. */
function leftByItself(failed: Statement, failure: Failure, transactional: boolean): Survives {
  const { error } = failure;
  const words = error.details ?? error.message;
  const code = error.vendorCode ?? 0;
  if (failed.kind === 'routine' || failed.kind === 'masked')
    return isMissing(failed.text, words) || quotes(failure, failed) ? 'no' : 'perhaps';
  if (NEVER_EXECUTED.has(code)) return 'no';
  switch (failed.kind) {
    case 'rows':
      if (REFUSED_BEFORE_ROWS.has(code) || FOREIGN_KEY.has(code) || transactional) return 'no';
      return isOneRow(failed.text) ? 'no' : 'perhaps';
    case 'query':
      return callsUnknown(failed.text) && !transactional && !REFUSED_BEFORE_ROWS.has(code) ? 'perhaps' : 'no';
    default:
      return leavesSome(failed.text, words) ? 'perhaps' : 'no';
  }
}

/** Did the server not find the procedure that this statement calls? Then nothing was executed. */
function isMissing(text: string, words: string): boolean {
  const missing = /PROCEDURE (\S+) does not exist/.exec(words)?.[1];
  const called = /^CALL\s+([^\s(;]+)/i.exec(text)?.[1];
  if (missing === undefined || called === undefined) return false;
  return bareName(called).toLowerCase() === bareName(missing).toLowerCase();
}

/** Did the server fail to parse text of this statement itself? The text may also be from a routine that it runs. */
function quotes({ sql, statements, error }: Failure, failed: Statement): boolean {
  const near = nearText(error.details ?? error.message);
  if (near === undefined || !/[\p{L}\p{N}]/u.test(near.text)) return false;
  return holdingNear(sql, statements, near)?.some((index) => statements[index] === failed) === true;
}

/** Is it an INSERT of one row? Then no row was changed before the one that failed. */
function isOneRow(text: string): boolean {
  if (!/^INSERT\b/i.test(text) || /\b(?:SELECT|TABLE)\b/i.test(text)) return false;
  const values = /\bVALUES?\b([\s\S]*)$/i.exec(text)?.[1];
  if (values === undefined) return /\bSET\b/i.test(text);
  let depth = 0;
  let rows = 0;
  for (const char of values.replace(/\bON\s+DUPLICATE\b[\s\S]*$/i, '')) {
    if (char === '(' && depth++ === 0) rows++;
    if (char === ')') depth--;
  }
  return rows === 1;
}

/** MySQL handles the objects of one list one by one, so `DROP TABLE a, missing` drops `a`. */
const LISTED =
  /^(?:(?:DROP\s+(?:TABLE|VIEW|USER|ROLE)|CREATE\s+(?:USER|ROLE)|GRANT|REVOKE)\b[\s\S]*,|DROP\s+(?:DATABASE|SCHEMA)\b)/i;
const DROP = /^DROP\s+(?:TABLE|VIEW)\s+(?:IF\s+EXISTS\s+)?(?=\S)/i;
const AFTER_NAMES = /\s(?:RESTRICT|CASCADE)$/i;
const NONE_THERE = /^Error (?:1051|4092)(?: \(\w{5}\))?: Unknown (?:table|VIEW)s? '([^'\n]+)'/;

function leavesSome(text: string, words: string): boolean {
  if (!LISTED.test(text)) return false;
  const missing = NONE_THERE.exec(words)?.[1];
  const drop = DROP.exec(text)?.[0];
  const list = drop === undefined ? undefined : text.slice(drop.length).trimEnd().replace(AFTER_NAMES, '');
  if (missing === undefined || list === undefined || list.includes(';')) return true;
  return list.split(',').some((name) => {
    const own = name.trim().replace(/[`"]/g, '');
    return !holds(missing, own.slice(own.lastIndexOf('.') + 1));
  });
}

function whichFailed({ error, sql, statements }: Failure): readonly number[] {
  const words = error.details ?? error.message;
  const near = nearText(words);
  if (near === undefined) {
    const found = possibleFailures(statements, words, namingOf(error.vendorCode));
    return WAITED.has(error.vendorCode ?? 0) ? thatWait(statements, found) : found;
  }
  // The text of the file, or of a routine, ended too early.
  if (near.text === '')
    return statements.flatMap(({ kind }, index) =>
      index === statements.length - 1 || kind === 'routine' ? [index] : [],
    );
  return holdingNear(sql, statements, near) ?? statements.map((_, index) => index);
}

/** The statements in `found` that may wait for a lock, or take long. */
function thatWait(statements: readonly Statement[], found: readonly number[]): readonly number[] {
  const before = leftBeforeEach(statements, rulesFor(true));
  const waiting = found.filter((index) => {
    const { kind, text } = statements[index]!;
    if (kind === 'commit') return before[index]!.open !== 'no';
    return kind !== 'begin' && !(/^SET\b/i.test(text) && !text.includes('('));
  });
  return waiting.length > 0 ? waiting : found;
}

/** MySQL quotes what it could not parse, up to the end of the file. MariaDB cuts that after 80 characters and adds dots. */
function nearText(words: string): NearText | undefined {
  const at = words.indexOf(NEAR);
  if (at < 0) return undefined;
  const end = words.lastIndexOf("' at line ");
  const text = words.slice(at + NEAR.length, end > at ? end : undefined);
  if (text.endsWith('...')) return { text: text.slice(0, -3), extent: 'cut' };
  return { text, extent: text.length >= LONGEST_NEAR || end <= at ? 'cut' : 'rest' };
}
const NEAR = " near '";
const LONGEST_NEAR = 75;
