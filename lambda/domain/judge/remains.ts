import type { MigrateError } from '../event.ts';
import type { Driver } from './driver.ts';
import { possibleFailures } from './failed-statement.ts';
import { type Statement, splitStatements } from './statements.ts';
import type { Case } from './steps.ts';
import { more, type Stayed, stayedBeforeEach, stayedOfFailed } from './what-stayed.ts';

/** What is left of a failed file: how sure, and why. */
export interface Remains {
  readonly stayed: Stayed;
  readonly evidence: readonly string[];
}

/** What stays of the file whose statement failed while the server was listening. */
export function whatRemains(judged: Case, error: MigrateError, driver: Driver | null): Remains {
  const { engine, context } = judged;
  if (error.statement === null) {
    return {
      stayed: 'perhaps',
      evidence: ['The log does not hold the SQL that failed, so nothing says what else the file did.'],
    };
  }
  const statements = splitStatements(error.statement, engine);
  switch (engine) {
    case 'postgres': {
      // Multi-statement mode cuts at every semicolon, so text behind one proves that the whole file was sent at once.
      const whole =
        context.multiStatement === false || /;\s*[^\s;‹]/.test(error.statement) || statements.length > 1;
      return postgresRemains(statements, error, whole, context.multiStatement);
    }
    case 'mysql':
      return mysqlRemains(statements, error);
    default:
      if (driver === 'sqlite') return sqliteRemains(statements);
      return { stayed: 'perhaps', evidence: ['How this engine treats a failed file is not known here.'] };
  }
}

function postgresRemains(
  statements: readonly Statement[],
  error: MigrateError,
  whole: boolean,
  multiStatement: boolean | null,
): Remains {
  const alone = statements.length === 1;
  if (!whole && error.startsFile !== true) {
    return {
      stayed: 'perhaps',
      evidence: [
        'PostgreSQL rolled back the statement that failed. If it is the only one of its file, nothing is left.',
        multiStatement === true
          ? 'The setting x-multi-statement is on: every statement before it in the file is committed and stays.'
          : 'If the URL has x-multi-statement=true, every statement before it in the file is committed; the settings do not say.',
      ],
    };
  }
  const stayed = overPossibleFailures(statements, error, 'postgres');
  if (stayed === 'no') {
    return {
      stayed,
      evidence: ['PostgreSQL runs the file as one transaction, and the error rolled it back.'],
    };
  }
  // A syntax error is found before anything runs, except inside a routine's body.
  if (/syntax error at|unterminated/.test(error.message)) {
    const routine = /\$|‹|\b(?:FUNCTION|PROCEDURE|DO|EXECUTE)\b/i.test(error.statement ?? '');
    if (!routine)
      return {
        stayed: 'no',
        evidence: ['PostgreSQL found the syntax error before it ran anything of the file.'],
      };
    return {
      stayed: 'perhaps',
      evidence: ['The file has its own COMMIT; whether it was reached is not known.'],
    };
  }
  if (stayed === 'yes') {
    return {
      stayed,
      evidence: ['A COMMIT in the file came before the error: what stood before it is committed and stays.'],
    };
  }
  return {
    stayed,
    evidence: [
      alone
        ? 'The statement calls a routine, is masked or too long to be read here: it may have committed before it failed.'
        : 'The file has its own COMMIT, or a part that is masked; whether something was committed before the error is not known.',
    ],
  };
}

function mysqlRemains(statements: readonly Statement[], error: MigrateError): Remains {
  const stayed = overPossibleFailures(statements, error, 'mysql');
  switch (stayed) {
    case 'no':
      return {
        stayed,
        evidence: [
          'Nothing before the failed statement was committed, and MySQL undid that statement (InnoDB tables).',
        ],
      };
    case 'yes':
      return {
        stayed,
        evidence: [
          'MySQL commits every schema statement at once: those before the failed one in the file stay.',
        ],
      };
    case 'perhaps':
      return {
        stayed,
        evidence: [
          statements.length > 1
            ? `MySQL commits every schema statement at once, and the error does not say which of the ${statements.length} statements failed.`
            : 'This statement works on several objects, or calls a routine: MySQL keeps what it did before the error.',
        ],
      };
  }
}

function sqliteRemains(statements: readonly Statement[]): Remains {
  if (statements.length === 1 && statements[0]!.kind !== 'opaque') {
    return { stayed: 'no', evidence: ['SQLite undid the only statement of the file.'] };
  }
  return {
    stayed: 'perhaps',
    evidence: [
      'The SQLite driver runs the file in one transaction and rolled it back, unless the URL says x-no-tx-wrap=true.',
    ],
  };
}

/** The same answer for every statement that can have failed, else `perhaps`. */
function overPossibleFailures(
  statements: readonly Statement[],
  error: MigrateError,
  engine: 'postgres' | 'mysql',
): Stayed {
  const before = stayedBeforeEach(statements, engine);
  const alone = statements.length === 1;
  const answers = possibleFailures(statements, error).map((index) =>
    more(before[index]!, stayedOfFailed(statements[index]!, engine, alone)),
  );
  const [first] = answers;
  return first !== undefined && answers.every((answer) => answer === first) ? first : 'perhaps';
}
