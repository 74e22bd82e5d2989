import type { ErrorClass } from '../../model/error-class.ts';
import type { Entry } from './knowledge.ts';
import { READ_THE_REASON } from './start-failures.ts';

/** One entry for each class, in the order of {@link ERROR_CLASSES}. */
export const CLASS_KNOWLEDGE: Readonly<Record<ErrorClass, Entry>> = {
  'migration-failed': {
    title: 'A statement of a migration failed',
    meaning:
      'The server refused SQL of a migration. golang-migrate had marked the version dirty before it began.',
    cause: 'Wrong SQL, data that does not fit, a missing right, a lock or a time limit.',
    firstStep:
      'Read the verdict: it says whether the file was rolled back. Then read the error of the server.',
    doNot: 'Do not force the failed version just to continue: its change would be missing forever.',
    retrySafe: 'after-fix',
  },
  'not-started': {
    title: 'golang-migrate was not started',
    meaning:
      'The platform, or the shell, could not start it: nothing was executed, and the database is untouched.',
    cause:
      'An image, a secret, a log group or a network that the task needs and does not get; a program that is missing, or built for another CPU.',
    firstStep: READ_THE_REASON,
    doNot: 'Do not force: nothing was executed, so this run made nothing dirty.',
    retrySafe: 'after-fix',
  },
  'dirty-blocked': {
    title: 'The database is dirty, so nothing was run',
    meaning:
      'An earlier run did not finish its migration. golang-migrate refuses to touch the database until it is forced.',
    cause: 'A run that failed or was killed, and was started again before the repair.',
    firstStep: 'Find the first run that failed: its page says what state the database is in.',
    doNot: 'Do not force the dirty version before you have checked whether its change is there.',
    retrySafe: 'after-fix',
  },
  lock: {
    title: 'Could not get the lock',
    meaning: 'Another golang-migrate holds the lock, and did not release it in time.',
    cause:
      'Two deployments at once, or a killed run: its session on the server is still working, or, with CockroachDB, its row in schema_lock is still there.',
    firstStep: 'Find out which session holds the lock and what it executes.',
    doNot:
      'Do not end that session unless you may lose its migration, and do not delete that row while a golang-migrate is at work.',
    retrySafe: 'yes',
  },
  source: {
    title: 'The migration files could not be read',
    meaning: 'The folder, the file or the version that golang-migrate needs is not in its source.',
    cause:
      'An image older than the database, a wrong path, two files with one version, or an empty folder in the image.',
    firstStep: 'Compare the recorded version with the list of files in the image.',
    doNot: 'Do not force a lower version to make an old image start: the schema stays the newer one.',
    retrySafe: 'after-fix',
  },
  connection: {
    title: 'The database was not reached',
    meaning: 'No session was opened, or the server refused it. Nothing was run.',
    cause: 'A security group, a wrong host or password, a server that restarts or is full.',
    firstStep: 'Try the same URL from the same network.',
    doNot: 'Do not paste the URL into a ticket or a chat: it holds the password.',
    retrySafe: 'yes',
  },
  config: {
    title: 'The settings of golang-migrate are wrong',
    meaning: 'A URL or an option could not be understood. Nothing was run.',
    cause:
      'An empty variable, a password whose special characters are not URL-encoded, or a build without the driver.',
    firstStep: 'Print the length of each variable, not its value; encode the password.',
    doNot: 'Do not print the URL to look at it: the log would hold the password.',
    retrySafe: 'after-fix',
  },
  bookkeeping: {
    title: "A statement of golang-migrate's own failed",
    meaning:
      'The server refused what golang-migrate does for its table or its lock, not a statement of a migration.',
    cause:
      'Missing rights on the table, a read-only server, a pooler in between, a server without such locks, or a file that leaves its transaction open.',
    firstStep: 'Look at the recorded version and whether it is dirty.',
    doNot: 'Do not edit schema_migrations by hand: use force.',
    retrySafe: 'after-fix',
  },
  'short-limit': {
    title: 'Fewer migrations existed than were asked for',
    meaning: 'Those that existed were applied. The database is clean; only the exit code is 1.',
    cause: '`up N` or `down N` with N larger than what is left.',
    firstStep: 'Look at the recorded version: most likely all is done.',
    doNot: 'Do not force: nothing is dirty.',
    retrySafe: 'yes',
  },
  'no-version': {
    title: 'No version is recorded',
    meaning:
      'Nothing is applied yet, or a down of the first migration failed (dirty at -1): the message is the same.',
    cause: '`version` on an empty database, or on the wrong one.',
    firstStep: 'Read the row in schema_migrations.',
    doNot: 'Do not assume that the database is empty before you have looked.',
    retrySafe: 'yes',
  },
  interrupted: {
    title: 'The run was interrupted',
    meaning:
      'golang-migrate was told to stop. With SIGINT it finishes the migration that is executing and exits with 0.',
    cause: 'A task or build that was stopped or timed out, memory that ran out, or Ctrl-C.',
    firstStep: 'Look at the recorded version and whether it is dirty.',
    doNot: 'Do not read exit code 0 as done.',
    retrySafe: 'after-fix',
  },
  usage: {
    title: 'The command line was not understood',
    meaning: 'An unknown flag, command or argument. Nothing was run.',
    cause:
      'A flag after the command instead of before it, `force -1` without `--`, or another version of the tool.',
    firstStep: 'Compare the command with `migrate -help` of the same image.',
    doNot: 'Do not look for the fault in the database.',
    retrySafe: 'after-fix',
  },
  panic: {
    title: 'golang-migrate crashed',
    meaning: 'A Go panic. A migration that was executing may go on in the server.',
    cause: 'A program that ignores the error of New, or a fault in golang-migrate.',
    firstStep: 'Check whether the server is still executing, then look at the recorded version.',
    doNot: 'Do not start it again before the server is idle.',
    retrySafe: 'after-fix',
  },
  unknown: {
    title: 'What failed is not known',
    meaning: 'The wording of the error is not known here, so its text is all there is to go by.',
    cause: 'A driver, a server, a source or a program around golang-migrate with a wording of its own.',
    firstStep: 'Read the text of the error, then look at the recorded version and whether it is dirty.',
    doNot: 'Do not assume a failed connection or a failed migration: nothing says which it was.',
    retrySafe: 'after-fix',
  },
};
