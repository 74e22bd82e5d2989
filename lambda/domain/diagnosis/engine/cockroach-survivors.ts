import { COCKROACH_AUTOCOMMIT, COCKROACH_JOBS } from '../advice/commands.ts';
import { sqlStateOf } from '../knowledge/sql-state.ts';
import { type ErrorRule, possibleFailures } from '../statements/failed-statement.ts';
import { holds } from '../statements/names.ts';
import type { Statement } from '../statements/statements.ts';
import { commonAnswer, type Survives, strongerOf } from '../statements/surviving-changes.ts';
import { leftBeforeEach, type TransactionRules } from '../statements/transaction.ts';
import { driverOf } from './driver.ts';
import type { Failure, SurvivingChanges } from './profile.ts';

/**
 * Several statements sent in one Exec are one transaction (from v22.1 on), up to a COMMIT in the file.
 *
 * @see https://www.cockroachlabs.com/docs/stable/transactions#batched-statements
 */
const ONE_EXEC: TransactionRules = {
  wraps: true,
  wrapsAgain: true,
  commitsFirst: () => false,
  schemaCommitsItself: false,
  rowsInTransaction: 'no',
  routinesCommit: false,
};

/**
 * With `autocommit_before_ddl`, the default from v25.1 on, the open transaction is committed before each schema change.
 *
 * @see https://www.cockroachlabs.com/docs/stable/session-variables#autocommit-before-ddl
 */
const COMMITS_BEFORE_SCHEMA_CHANGES: TransactionRules = {
  ...ONE_EXEC,
  commitsFirst: ({ kind }) => kind === 'schema' || kind === 'temporary',
};

/** SQLSTATEs of checks that come before a statement does anything; those of a job that failed are of other classes. */
const CHECKED_FIRST = /^(?:42|0A|3D|3F|25|26|40001)/;
/** SQLSTATEs of data that a schema change found not to fit: its job has failed, and undoes it. */
const DATA_DOES_NOT_FIT = /^2[23]/;

/** What of a failed file stays in CockroachDB. */
export function cockroachSurvivors(failure: Failure): SurvivingChanges {
  const { error, sql, statements, context } = failure;
  switch (sqlStateOf(error)) {
    case 'XXA00':
      return committed(statements);
    case '40003':
      return { survives: 'perhaps', evidence: [AMBIGUOUS], looks: [COCKROACH_JOBS] };
  }
  // Drivers of PostgreSQL have a multi-statement mode, which cuts at every semicolon.
  const whole =
    driverOf(error) === 'cockroach' || context.multiStatement === false || /;\s*[^\s;‹]/.test(sql);
  if (!whole && error.startsFile !== true) return { survives: 'perhaps', evidence: [PERHAPS_CUT] };
  if (/: syntax error/.test(error.message) && !statements.some(readsLater))
    return {
      survives: 'no',
      evidence: ['CockroachDB found the syntax error before it ran any of the file.'],
    };
  return byJobs(failure) ?? byTransactions(failure);
}

/** A schema change works in a job after its transaction was committed; `undefined` when the error cannot be that of a job. */
function byJobs(failure: Failure): SurvivingChanges | undefined {
  const { error, statements } = failure;
  const code = sqlStateOf(error);
  const mayBeJob = statements.some(({ kind }) => kind === 'schema' || kind === 'masked');
  if (!mayBeJob || (code !== null && CHECKED_FIRST.test(code))) return undefined;
  if (statements.length > 1) {
    return survivorsBy(failure, ONE_EXEC) === 'yes'
      ? { survives: 'yes', evidence: [OWN_COMMIT] }
      : { survives: 'perhaps', evidence: [JOB_OF_SEVERAL], looks: [COCKROACH_JOBS] };
  }
  return code !== null && DATA_DOES_NOT_FIT.test(code) && statements[0]?.kind === 'schema'
    ? { survives: 'no', evidence: [JOB_UNDONE], looks: [COCKROACH_JOBS] }
    : { survives: 'perhaps', evidence: [JOB_UNKNOWN], looks: [COCKROACH_JOBS] };
}

function byTransactions(failure: Failure): SurvivingChanges {
  const ways = [ONE_EXEC, COMMITS_BEFORE_SCHEMA_CHANGES].map((rules) => survivorsBy(failure, rules));
  const survives = commonAnswer(ways);
  switch (survives) {
    case 'no':
      return { survives, evidence: [failure.statements.length > 1 ? FILE_UNDONE : STATEMENT_UNDONE] };
    case 'yes':
      return { survives, evidence: [OWN_COMMIT] };
    case 'perhaps':
      return ways.includes('perhaps')
        ? { survives, evidence: [NOT_KNOWN] }
        : { survives, evidence: [DEPENDS], looks: [COCKROACH_AUTOCOMMIT] };
  }
}

function survivorsBy({ statements, error }: Failure, rules: TransactionRules): Survives {
  const before = leftBeforeEach(statements, rules);
  const alone = statements.length === 1;
  const words = (error.details ?? error.message).replace(/^(?:pq|ERROR): /, '');
  return commonAnswer(
    possibleFailures(statements, words, NAMING).map((index) => {
      const statement = statements[index]!;
      const { kind } = statement;
      const { kept, open } = before[index]!;
      const committedFirst = rules.commitsFirst(statement) ? open : 'no';
      const own = kind === 'masked' || (alone && kind === 'routine') ? 'perhaps' : 'no';
      return strongerOf(strongerOf(kept, committedFirst), own);
    }),
  );
}

/** The transaction was committed, then one of its schema changes failed: its rows stay, and perhaps other schema changes. */
function committed(statements: readonly Statement[]): SurvivingChanges {
  const made = statements.filter(({ kind, text }) => kind === 'schema' && /^CREATE\b/i.test(text));
  const rowsStay = statements.some(
    ({ kind, leaves, text }) =>
      kind === 'rows' && leaves === 'yes' && !made.some((one) => shareName(one, text)),
  );
  return { survives: rowsStay ? 'yes' : 'perhaps', evidence: [COMMITTED], looks: [COCKROACH_JOBS] };
}

/** Does a statement that changes rows name what the other one creates? Then its rows may be gone with it. */
function shareName({ text }: Statement, other: string): boolean {
  return (text.slice(0, 300).match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []).some(
    (word) => !/^(?:CREATE|TABLE|IF|NOT|EXISTS|INTO|SET|VALUES|AS|ON)$/i.test(word) && holds(other, word),
  );
}

function readsLater({ kind, text, body }: Statement): boolean {
  return kind === 'routine' || body !== '' || /\$|\b(?:FUNCTION|PROCEDURE)\b/i.test(text);
}

/** Bodies of views and functions are checked when they are created. */
const CHECKED = /\b(?:VIEW|FUNCTION|PROCEDURE)\b/i;

/** Only of names, which any statement that contains them can have raised; other errors fit every statement. */
const NAMING: readonly ErrorRule[] = [
  {
    words:
      /^(?:relation|type|schema|database|role|view|sequence|index|table|policy|trigger)(?: with name)? "(?<own>[^"]+)" (?:does not exist|already exists)/,
    reads: CHECKED,
  },
  {
    words: /^column "(?<own>[^"]+)"(?: of relation "[^"]+")? (?:does not exist|already exists)/,
    reads: CHECKED,
  },
];

const AMBIGUOUS =
  'The server did not learn whether its transaction was committed: either all of it is there, or nothing.';
const COMMITTED =
  'CockroachDB committed the transaction, and one of its schema changes failed afterwards: rows stay, schema changes may be there or not.';
const PERHAPS_CUT =
  'If the URL has x-multi-statement=true, every statement before the failed one is committed; the settings do not say whether it has.';
const JOB_OF_SEVERAL =
  'CockroachDB finishes schema changes in jobs, after it has committed the transaction. If a job failed, the other statements of the file stay.';
const JOB_UNDONE = 'The schema change failed on the data that is there, and its job undoes it.';
const JOB_UNKNOWN =
  'A schema change is a job, which may go on, be paused, or undo its work after the client got an error.';
const FILE_UNDONE = 'CockroachDB runs the file as one transaction, and the error rolled it back.';
const STATEMENT_UNDONE = 'The only statement of the file failed, and CockroachDB rolled it back.';
const OWN_COMMIT = 'A COMMIT in the file came before the error: what came before it is committed and stays.';
const NOT_KNOWN =
  'The file has its own COMMIT, a routine, or a part that is masked; it is not known whether something was committed before the error.';
const DEPENDS =
  'With autocommit_before_ddl (on by default from v25.1 on) CockroachDB commits before each schema change, so what comes before it stays. Without it, the file is one transaction and was rolled back.';
