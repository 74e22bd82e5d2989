import type { MigrationStatus } from '../model/run.ts';

/** How a canary's run is meant to end. */
export type CanaryEnd = 'succeeded' | 'failed';

/** What one run of the canary writes. */
export interface CanaryRun {
  /** Each run has its own log stream, so that runs do not mix; see {@link meantEnd}. */
  readonly logStream: string;
  /** One for each log event; `at` is epoch ms, ascending. */
  readonly lines: readonly { readonly at: number; readonly text: string }[];
}

/**
 * The canary's run for the invocation that was scheduled for `scheduledAt`. Runs succeed and fail alternately.
 *
 * All times are epoch ms. The times of the lines, the log stream and the versions are made from `now`. So each failure is about a
 * new version, and becomes a new incident with its own page.
 */
export function canaryRun(scheduledAt: number, everyMs: number, now: number): CanaryRun {
  const end = Math.floor(scheduledAt / everyMs) % 2 === 0 ? 'succeeded' : 'failed';
  const texts = (end === 'succeeded' ? succeeding : failing)(versionsFrom(now));
  const printed = printedAt(now);
  return {
    // The name of a log stream must not contain `:` or `*`.
    logStream: `${end}/${new Date(now).toISOString().replaceAll(':', '.')}`,
    lines: texts.map((text, index) => ({
      at: now + index,
      text: text.startsWith(' ') ? text : `${printed} ${text}`,
    })),
  };
}

/** How a run of the canary was meant to end, by its log stream; `undefined` for any other stream. */
export function meantEnd(logStream: string | null): CanaryEnd | undefined {
  const [end] = logStream?.split('/') ?? [];
  return end === 'succeeded' || end === 'failed' ? end : undefined;
}

/** Statuses of the migrations of a run, by how the run is meant to end. */
export const MEANT_STATUSES: Readonly<Record<CanaryEnd, readonly MigrationStatus[]>> = {
  succeeded: ['applied'],
  failed: ['applied', 'applied', 'failed'],
};

/** What `migrate -verbose up` v4.19 prints when it applies one migration. */
function succeeding([one]: Versions): string[] {
  return [
    `Start buffering ${one}/u create_users`,
    `Read and execute ${one}/u create_users`,
    `Finished ${one}/u create_users (read 1.043402ms, ran 1.330448ms)`,
    'Finished after 2.999699ms',
    'Closing source and database',
  ];
}

/** What it prints when PostgreSQL refuses the third of three migrations. */
function failing([one, two, three]: Versions): string[] {
  return [
    `Start buffering ${one}/u create_users`,
    `Start buffering ${two}/u create_orders`,
    `Start buffering ${three}/u syntax_error`,
    `Read and execute ${one}/u create_users`,
    `Finished ${one}/u create_users (read 1.619845ms, ran 2.434832ms)`,
    `Read and execute ${two}/u create_orders`,
    `Finished ${two}/u create_orders (read 5.240906ms, ran 2.577908ms)`,
    `Read and execute ${three}/u syntax_error`,
    'error: migration failed: syntax error at or near "TABEL" (column 7) in line 1: ALTER TABEL users ADD COLUMN email TEXT;',
    ' (details: pq: syntax error at or near "TABEL")',
  ];
}

type Versions = readonly [string, string, string];

/** Versions as `migrate create` makes them from the time, one second apart. */
function versionsFrom(now: number): Versions {
  const version = (at: number) => new Date(at).toISOString().slice(0, 19).replaceAll(/\D/g, '');
  return [version(now), version(now + 1_000), version(now + 2_000)];
}

/** Formats a time as Go's log.LstdFlags does. @see https://pkg.go.dev/log#pkg-constants */
function printedAt(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}
