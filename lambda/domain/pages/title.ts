import type { IncidentKind } from '../../contract/incident-kind.ts';
import { lookUpKnowledge } from '../diagnosis/knowledge/look-up-knowledge.ts';
import type { ErrorClass } from '../model/error-class.ts';
import type { MigrateError } from '../model/event.ts';
import { migrationName } from '../model/migration-name.ts';
import { isIncomplete, type Migration, type Run } from '../model/run.ts';

/** The migration that failed or was executing when the run ended. */
export function stuckMigration(run: Run): Migration | undefined {
  return run.migrations.findLast(({ status }) => status === 'failed' || status === 'running');
}

const WITHOUT_MIGRATION: Readonly<Record<ErrorClass, string>> = {
  'migration-failed': 'a migration FAILED',
  'not-started': 'run did NOT START',
  'dirty-blocked': 'run REFUSED',
  lock: 'run FAILED, it did not get the migration lock',
  source: 'run FAILED, it could not read its migration files',
  connection: 'run FAILED to connect',
  config: 'run FAILED, its settings are wrong',
  bookkeeping: "run FAILED in golang-migrate's own bookkeeping",
  'short-limit': 'run FAILED, fewer migrations were left than it was asked for',
  'no-version': 'run FAILED, golang-migrate reads no version',
  interrupted: 'run was INTERRUPTED',
  usage: 'run FAILED, golang-migrate did not understand its command line',
  panic: 'golang-migrate CRASHED',
  unknown: 'run FAILED, what failed is not known',
};

/** What happened to a run, for the title, after `<database>: `. It does not include the state of the database. */
export function happeningOf(run: Run): string {
  const stuck = stuckMigration(run);
  const subject = stuck && `${stuck.direction === 'up' ? 'migration' : 'down of'} ${migrationName(stuck)}`;
  switch (run.outcome) {
    case 'failed': {
      if (subject && run.error?.class === 'bookkeeping') return `${subject} could not be marked as done`;
      if (subject) return `${subject} FAILED`;
      return run.error === null ? `run FAILED with exit code ${run.exitCode}` : withoutMigration(run.error);
    }
    case 'blocked':
      return 'run REFUSED';
    case 'killed':
      return `${subject ?? 'run'} was KILLED`;
    case 'unknown':
      if (run.findings.some(({ kind }) => kind === 'name-container'))
        return 'a task ended badly, and the settings do not name its migrate container';
      return `${subject ?? 'run'} ended, and nothing says how`;
    case 'stopped-early':
      return `run STOPPED EARLY, migrations ${isIncomplete(run) ? 'are' : 'may be'} missing`;
    case 'running':
      return 'run is still running';
    case 'succeeded':
    case 'no-change':
      return run.command === 'version' && run.dirtyVersion !== null
        ? '`migrate version` was asked'
        : 'run ended clean';
  }
}

/** What happened, for an incident without a run. */
export const HAPPENING_WITHOUT_RUN: Readonly<Record<IncidentKind, string>> = {
  migration: 'an alarm says that migrations fail',
  slow: 'an alarm says that a run is slow',
  missing: 'expected run did NOT come',
  wrong: 'an alarm says that a run was green but wrong',
  leak: 'an alarm says that a log showed a credential',
  pattern: 'log lines MATCH this error pattern',
};

function withoutMigration(error: MigrateError): string {
  const words = WITHOUT_MIGRATION[error.class];
  const missing = /no migration found for version (\d+)/.exec(error.message)?.[1];
  if (missing !== undefined)
    return `run FAILED, the image has no file for version ${missing}, where the database is`;
  const [known] = lookUpKnowledge(error);
  const needsCause = error.class === 'connection' || error.class === 'not-started';
  if (!needsCause || known === undefined || known.kind === 'class') return words;
  return `${words}: ${known.title.charAt(0).toLowerCase()}${known.title.slice(1)}`;
}
