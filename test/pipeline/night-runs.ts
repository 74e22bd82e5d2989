import type { AlarmNotification } from '../../lambda/domain/incidents/alarm-notification.ts';
import { errorWithoutFields } from '../../lambda/domain/lines/parse/parse-error.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import { handMadeMigration, handMadeRun } from '../builders/facts-and-runs.ts';
import { MINUTE, NIGHT } from './page-world.ts';

/** A run of its own task, `after` ms into the night. */
export function run(after: number, over: Partial<Run> = {}): Run {
  const startedAt = NIGHT + after;
  const origin = `ecs/${startedAt.toString(16).padStart(32, '0')}/migrate`;
  const endedAt = over.outcome === 'running' ? null : startedAt + 30_000;
  return handMadeRun({
    id: `${origin}-${startedAt.toString(36)}`,
    origin,
    startedAt,
    endedAt,
    lastEventAt: endedAt ?? startedAt,
    durationMs: endedAt === null ? null : 30_000,
    ...over,
  });
}

export const clean = (after: number, over: Partial<Run> = {}) =>
  run(after, { outcome: 'succeeded', migrations: [handMadeMigration({ version: '43' })], ...over });

export function failed(after: number, version: string, sqlState: string, over: Partial<Run> = {}): Run {
  return run(after, {
    outcome: 'failed',
    dirtyVersion: version,
    migrations: [handMadeMigration({ version, identifier: 'add_email', status: 'failed' })],
    error: {
      class: 'migration-failed',
      message: 'migration failed',
      sqlState,
      vendorCode: null,
      line: null,
      column: null,
      statement: 'ALTER TABLE users ADD email text;',
      details: `ERROR: no (SQLSTATE ${sqlState})`,
    },
    ...over,
  });
}

export const blocked = (after: number, version: string) =>
  run(after, {
    outcome: 'blocked',
    dirtyVersion: version,
    error: errorWithoutFields('dirty-blocked', `Dirty database version ${version}. Fix and force version.`),
  });

/** An expected run that had to come within a quarter of an hour after nightfall. */
export const missing = {
  type: 'missing',
  id: 'nightly@1',
  target: { environment: 'production', database: 'orders' },
  since: NIGHT,
  dueAt: NIGHT + 15 * MINUTE,
} as const;

export const alarm = (over: Partial<AlarmNotification> = {}): AlarmNotification => ({
  name: 'migrate-watch-production-failed',
  state: 'ALARM',
  at: NIGHT + 2 * MINUTE,
  description: 'A migration failed.',
  reason: 'Threshold crossed',
  environment: 'production',
  database: 'orders',
  kind: 'migration',
  ...over,
});
