import type { MigrateError } from '../model/event.ts';
import type { JudgedCase } from '../model/judged-run.ts';
import type { Verdict } from '../model/verdict.ts';
import { always, type Steps } from './advice/branches.ts';
import { profileOf } from './engine/profiles.ts';
import { finishTheJob } from './finish-the-job.ts';

/** A reason why a server rejects the lock statement, recognised by its wording, and what helps. */
interface Advice {
  readonly words: RegExp;
  readonly steps: Steps;
}

/**
 * Tried in order; first match wins.
 *
 * @see https://github.com/golang-migrate/migrate/tree/v4.19.1/database: Only pgx (v4) has `x-lock-strategy`, and only MySQL has
 * `x-no-lock`.
 */
const ADVICE: readonly Advice[] = [
  {
    words: /cockroach|\bcrdb\b|unknown function: pg_(?:try_)?advisory/i,
    steps: [
      {
        do: 'This is CockroachDB, which has no such lock: use a URL that begins with `cockroachdb://`, for the driver that locks with a table.',
      },
    ],
  },
  {
    words: /yugabyte|advisory locks? (?:feature is|are|is) (?:currently|not)/i,
    steps: [
      {
        do: 'This is YugabyteDB, which has no such lock: use a URL that begins with `yugabytedb://`, for the driver that locks with a table.',
      },
    ],
  },
  {
    words: /redshift/i,
    steps: [{ do: 'This is Redshift, which has no such lock: use a URL that begins with `redshift://`.' }],
  },
  {
    words:
      /prepared statement|unsupported startup parameter|pgbouncer|rds ?proxy|\bproxy\b|pooler|pgcat|supavisor|odyssey|query_wait_timeout/i,
    steps: [
      {
        do: 'There is a pooler in between (PgBouncer, RDS Proxy): a lock needs one session from beginning to end. Use a direct endpoint of the database for migrations.',
      },
    ],
  },
];

const DENIED = /denied|not (?:authorized|permitted|allowed)|42501|insufficient privilege/i;

/** Used for an engine that has no advice of its own. */
const GENERAL: Readonly<Record<'denied' | 'otherwise', Steps>> = {
  denied: [{ do: 'The user lacks the right that the server names: GRANT it.' }],
  otherwise: [
    {
      do: 'If this server has no advisory locks: only `pgx://` (v4) takes x-lock-strategy=table; `postgres://` and `pgx5://` have no other lock, and golang-migrate has no driver for Aurora DSQL.',
    },
  ],
};

/** golang-migrate's words when it cannot take its lock. */
const LOCKING = /try lock failed|failed to (?:fetch|set) migration lock/;

/** Did the server reject the lock statement? */
export function refusedLock({ message }: MigrateError): boolean {
  return LOCKING.test(message);
}

/** The server rejected the lock statement, which comes before everything else. */
export function judgeLockRefused(judged: JudgedCase, error: MigrateError): Verdict {
  const words = `${error.details ?? ''} ${error.message}`;
  const engine = judged.engine ?? (/pg_/.test(error.statement ?? '') ? 'postgres' : null);
  const known = ADVICE.find((each) => each.words.test(words));
  const kind = DENIED.test(words) ? 'denied' : 'otherwise';
  const steps = known?.steps ?? profileOf(engine).lockRejected[kind] ?? GENERAL[kind];
  return {
    state: 'not-applied',
    evidence: [
      "The server rejected golang-migrate's lock statement; no session holds the lock.",
      'golang-migrate takes its lock before anything else: no migration began.',
    ],
    next: always([...steps, ...finishTheJob(judged, 'printed')]),
    doNot: [
      'Do not look for a session that holds the lock, and do not end any: there is none.',
      'Do not force: this run left nothing half done.',
    ],
  };
}
