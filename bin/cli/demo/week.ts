import type { Target } from '../../../lambda/domain/model/target.ts';
import type { Scene } from './scene.ts';

/** Midnight UTC at which the imaginary week begins: a Monday. */
export const WEEK_STARTS_AT = Date.UTC(2026, 2, 2);
/** The moment of the demo's report, after the week's last scene. */
export const WEEK_ENDS_AT = Date.UTC(2026, 2, 9);

const production = (database: string): Target => ({ environment: 'production', database });
const staging = (database: string): Target => ({ environment: 'staging', database });
const dev = (database: string): Target => ({ environment: 'dev', database });

const ORDERS = production('orders');
const USERS = production('users');
const BILLING = production('billing');
const REPORTS = production('reports');

/** The project that migrates staging's three databases. */
const STAGING_BUILD = 'staging-migrate';

/**
 * The week in which a small shop goes live: what ran, where and when. Only the captured output says how it went.
 *
 * Every `log` is the real output of a real `migrate` on a real database; its times are moved into the week.
 */
export const WEEK: readonly Scene[] = [
  // Staging first: one build, three databases.
  {
    kind: 'build',
    at: 'Mon 08:30',
    project: STAGING_BUILD,
    runs: [
      { log: 'up-three-verbose.1', target: staging('orders') },
      { log: 'mysql-up-three-verbose.1', target: staging('billing') },
      { log: 'timestamp-versions-verbose', target: staging('users') },
    ],
  },
  { kind: 'task', at: 'Mon 09:05', log: 'up-three.1', target: dev('orders') },
  { kind: 'task', at: 'Mon 09:40', log: 'up-three.2', target: dev('orders') },
  { kind: 'task', at: 'Mon 10:12', log: 'over-a-minute', target: staging('analytics') },
  { kind: 'task', at: 'Mon 11:20', log: 'slow-migrations-cumulative-durations', target: dev('analytics') },
  // Two tasks start at once: the second prints nothing while it waits for the lock.
  { kind: 'task', at: 'Mon 14:00:00', log: 'two-migrators-verbose.1', target: REPORTS },
  { kind: 'task', at: 'Mon 14:00:01', log: 'two-migrators-verbose.2', target: REPORTS },

  // A syntax error in production, at night. The database was empty before, so the version to force is -1.
  {
    kind: 'task',
    at: 'Tue 02:13',
    log: 'first-migration-fails-then-force-minus-one-verbose.1',
    target: USERS,
  },
  {
    kind: 'task',
    at: 'Tue 02:41',
    log: 'first-migration-fails-then-force-minus-one-verbose.3',
    target: USERS,
  },
  { kind: 'task', at: 'Tue 02:44', log: 'up-three-verbose.1', target: USERS },

  {
    kind: 'build',
    at: 'Tue 08:30',
    project: STAGING_BUILD,
    runs: [
      { log: 'up-three-verbose.2', target: staging('orders') },
      { log: 'mysql-up-three-verbose.2', target: staging('billing') },
      { log: 'up-three-verbose.2', target: staging('users') },
    ],
  },
  { kind: 'service', at: 'Tue 10:00', log: 'up-twelve-past-prefetch-verbose', target: dev('accounts') },

  // A password in the log: an unescaped slash in a database URL.
  { kind: 'task', at: 'Wed 09:15', log: 'password-leaks-slash-verbose', target: dev('users') },
  { kind: 'task', at: 'Wed 09:31', log: 'up-three-verbose.1', target: dev('users') },
  {
    kind: 'acknowledge',
    at: 'Wed 10:02',
    incident: 'migrate-watch/dev/users/leak/1',
    by: 'ana (password rotated)',
  },

  // Killed for its memory use; the next deploy is refused. Once the server had finished, somebody forced the version
  // that the page names.
  {
    kind: 'task',
    at: 'Wed 11:00',
    log: 'dirty-after-kill-verbose.1',
    target: staging('reports'),
    wait: { beforeLine: 8, minutes: 3 },
    stop: {
      code: 'EssentialContainerExited',
      reason: 'Essential container in task exited',
      containerReason: 'OutOfMemoryError: Container killed due to memory usage',
    },
  },
  { kind: 'task', at: 'Wed 11:06', log: 'dirty-after-kill-verbose.2', target: staging('reports') },
  { kind: 'task', at: 'Wed 11:38', log: 'dirty-after-kill-verbose.3', target: staging('reports') },
  { kind: 'task', at: 'Wed 11:40', log: 'dirty-after-kill-verbose.4', target: staging('reports') },

  // The image was rolled back but the database was not, so the build stops at its first database.
  {
    kind: 'build',
    at: 'Thu 08:30',
    project: STAGING_BUILD,
    runs: [{ log: 'image-older-than-database-verbose.1', target: staging('orders') }],
  },
  {
    kind: 'build',
    at: 'Thu 09:10',
    project: STAGING_BUILD,
    runs: [
      { log: 'up-three-verbose.2', target: staging('orders') },
      { log: 'mysql-up-three-verbose.2', target: staging('billing') },
      { log: 'up-three-verbose.2', target: staging('users') },
    ],
  },

  // Version 2 was merged after 3 had been applied. golang-migrate never runs it and exits 0, until the merge is reverted.
  {
    kind: 'task',
    at: 'Thu 10:20',
    log: 'late-lower-version-skipped-verbose.1',
    target: staging('catalog'),
    files: '1,3',
  },
  {
    kind: 'task',
    at: 'Thu 14:05',
    log: 'late-lower-version-skipped-verbose.2',
    target: staging('catalog'),
    files: '1,2,3,4',
  },
  { kind: 'task', at: 'Thu 15:40', log: 'up-three-verbose.2', target: staging('catalog'), files: '1,3,4' },

  // Production's orders: a failure, two retries that are refused, a look, the repair.
  { kind: 'task', at: 'Thu 22:04', log: 'dirty-then-forced-verbose.1', target: ORDERS },
  { kind: 'task', at: 'Thu 22:06', log: 'dirty-then-forced-verbose.2', target: ORDERS },
  { kind: 'task', at: 'Thu 22:09', log: 'dirty-then-forced-verbose.2', target: ORDERS },
  { kind: 'task', at: 'Thu 23:31', log: 'dirty-then-forced-verbose.3', target: ORDERS },
  { kind: 'task', at: 'Thu 23:33', log: 'dirty-then-forced-verbose.4', target: ORDERS },
  { kind: 'task', at: 'Thu 23:36', log: 'dirty-then-forced-verbose.5', target: ORDERS },

  // A reporting query holds a lock on the table: the migration waits, prints nothing, and gives up at the server's lock_timeout.
  {
    kind: 'task',
    at: 'Fri 21:00',
    log: 'lock-timeout-on-table-verbose',
    target: REPORTS,
    wait: { beforeLine: 3, minutes: 19 },
  },
  { kind: 'task', at: 'Fri 22:10', log: 'dirty-then-forced-verbose.4', target: REPORTS },
  { kind: 'task', at: 'Fri 22:12', log: 'dirty-then-forced-verbose.5', target: REPORTS },

  // MySQL does not roll DDL back: forcing without undoing the first half leads to another failure. Still open on
  // Monday.
  { kind: 'task', at: 'Sat 18:20', log: 'mysql-rerun-after-partial-apply-verbose.1', target: BILLING },
  { kind: 'task', at: 'Sat 18:52', log: 'mysql-rerun-after-partial-apply-verbose.2', target: BILLING },
  { kind: 'task', at: 'Sat 18:53', log: 'mysql-rerun-after-partial-apply-verbose.3', target: BILLING },

  // Stopped from outside: golang-migrate prints nothing when process 1 gets SIGTERM.
  {
    kind: 'task',
    at: 'Sun 16:30',
    log: 'killed-mid-migration-sigterm-as-pid-1-verbose',
    target: dev('reports'),
    wait: { beforeLine: 8, minutes: 2 },
    stop: { code: 'UserInitiated', reason: 'Task stopped by user' },
  },
  { kind: 'task', at: 'Sun 20:00', log: 'up-three-verbose.2', target: USERS },
];

/** What the team's settings declare: the database that belongs to each log group, and to each command of the build. */
export const WEEK_SETTINGS = `
sources:
${[
  ...[ORDERS, USERS, REPORTS, BILLING, staging('analytics'), staging('catalog'), staging('reports')],
  ...['orders', 'users', 'analytics', 'reports'].map(dev),
]
  .map(taskSource)
  .join('\n')}
  - { logGroup: /ecs/dev/accounts, environment: dev, database: accounts }
  - codebuild: ${STAGING_BUILD}
    environment: staging
    rules:
      - { command: 'db/orders ', database: orders }
      - { command: 'db/billing ', database: billing }
      - { command: 'db/users ', database: users }
databases:
  billing: { engine: mysql, multiStatement: false }
${['orders', 'users', 'reports', 'analytics', 'catalog', 'accounts']
  .map((name) => `  ${name}: { engine: postgres, multiStatement: false }`)
  .join('\n')}
routes: { critical: [oncall@example.com] }
`;

/** One-off tasks of one database have their own log group, and only migrate. */
function taskSource({ environment, database }: Target): string {
  const tasks = `{ cluster: ${environment}, family: ${database}-migrate, container: migrate }`;
  return `  - { logGroup: /ecs/${environment}/${database}, ecs: ${tasks}, dedicated: true, environment: ${environment}, database: ${database} }`;
}
