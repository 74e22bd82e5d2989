import type { Entry } from './knowledge.ts';

/**
 * SQLSTATEs that CockroachDB alone has, or that mean more there than in PostgreSQL. The comment is the condition's name.
 *
 * @see https://www.cockroachlabs.com/docs/stable/transaction-retry-error-reference and online-schema-changes
 */
export const COCKROACH_KNOWLEDGE: Readonly<Record<string, Entry>> = {
  // serialization_failure
  '40001': {
    title: 'CockroachDB asks to repeat the transaction',
    meaning:
      'Another transaction got in its way, and it was rolled back. golang-migrate repeats statements of its own, not those of a migration.',
    cause: 'Writers on the same rows, or a file that changes many rows in one transaction.',
    firstStep: 'Force the version before, then run again at a quieter time.',
    doNot: 'Do not change the file before you have tried it again: nothing is wrong with its SQL.',
    retrySafe: 'after-fix',
  },
  // statement_completion_unknown
  '40003': {
    title: 'It is not known whether it was committed',
    meaning:
      'The server did not learn the result of its own COMMIT: either all of the transaction is there, or nothing.',
    cause: 'A node of the cluster that restarted, or a network fault inside the cluster.',
    firstStep: 'Compare the schema and the rows with the file, statement by statement.',
    doNot: 'Do not run it again before you have looked: it may have been committed.',
    retrySafe: 'after-fix',
  },
  // transaction_committed_with_schema_change_failure
  XXA00: {
    title: 'A schema change failed after the COMMIT',
    meaning:
      'CockroachDB finishes schema changes in jobs, after the COMMIT. Rows that the file changed stay; its schema changes may be there or not.',
    cause: 'Rows that do not fit a new constraint or unique index, in a file with BEGIN and COMMIT.',
    firstStep: 'Look at the jobs, then compare the schema with the file, statement by statement.',
    doNot: 'Do not run the file again as it is: what was committed would be done twice, or fail.',
    retrySafe: 'after-fix',
  },
};
