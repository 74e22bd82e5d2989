import { errorWithoutFields } from '../../../lambda/domain/lines/parse/parse-error.ts';
import type { MigrateError } from '../../../lambda/domain/model/event.ts';
import type { Job } from '../../../lambda/domain/model/job.ts';
import type { JudgedRun, VerdictContext } from '../../../lambda/domain/model/judged-run.ts';
import type { Migration } from '../../../lambda/domain/model/run.ts';

/** `12/u add_email` with its result. */
export function migration(name: string, status: Migration['status']): Migration {
  const [, version, direction, identifier] = /^(\d+)\/([ud]) (.*)$/.exec(name)!;
  return {
    version: version!,
    direction: direction === 'u' ? 'up' : 'down',
    identifier: identifier!,
    status,
    ranMs: null,
    ranAtLeast: false,
    ranFrom: null,
    sinceQueuedMs: null,
    startedAt: null,
    endedAt: null,
  };
}

export function error(given: Partial<MigrateError> & Pick<MigrateError, 'class'>): MigrateError {
  return { ...errorWithoutFields(given.class, ''), ...given };
}

/** A failed migration as lib/pq, pgx and go-sql-driver print it; the SQL is whole, from the file's first character. */
export const failed = {
  pq: (statement: string | null, message: string) =>
    error({ class: 'migration-failed', message, statement, details: `pq: ${message}`, startsFile: true }),
  pgx: (statement: string | null, message: string, sqlState: string) =>
    error({
      class: 'migration-failed',
      message,
      sqlState,
      statement,
      details: `ERROR: ${message} (SQLSTATE ${sqlState})`,
      startsFile: true,
    }),
  mysql: (statement: string | null, vendorCode: number, message: string) =>
    error({
      class: 'migration-failed',
      message: `Error ${vendorCode}: ${message}`,
      vendorCode,
      statement,
      details: `Error ${vendorCode}: ${message}`,
    }),
  lost: (details: string) =>
    error({ class: 'migration-failed', message: details, statement: 'SELECT 1;', details }),
};

const JOBS: Readonly<Record<string, Job>> = {
  up: { kind: 'all', direction: 'up' },
  down: { kind: 'steps', direction: 'down', count: 1 },
};

/** The same, and nothing tells what it was told to do. */
export function runOfUnknownJob(given: Partial<JudgedRun> = {}): JudgedRun {
  const { job: _, ...rest } = run({ command: null, ...given });
  return rest;
}

/** A verbose `up` that failed in 12, after it had applied 11; everything can be given otherwise. */
export function run(given: Partial<JudgedRun> = {}): JudgedRun {
  const job = JOBS[given.command ?? 'up'];
  return {
    ...(job && { job }),
    outcome: 'failed',
    command: 'up',
    source: 'cli-verbose',
    migrations: [migration('11/u add_name', 'applied'), migration('12/u add_email', 'failed')],
    dirtyVersion: '12',
    error: null,
    exitCode: 1,
    stopReason: null,
    findings: [],
    resource: null,
    ...given,
  };
}

export function context(given: Partial<VerdictContext> = {}): VerdictContext {
  return { engine: null, multiStatement: null, versionBefore: null, ...given };
}
