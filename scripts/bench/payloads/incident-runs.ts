import type { Run } from '../../../lambda/domain/model/run.ts';

const STARTED_AT = Date.UTC(2026, 5, 1, 3, 0, 0);
const MINUTE_MS = 60_000;
const EVERY_MS = 4 * 60 * MINUTE_MS;

/** The n-th failure of a database, each of another migration, or the run that repaired it two hours later. */
export function incidentRun(n: number, repaired: boolean): Run {
  const startedAt = STARTED_AT + n * EVERY_MS + (repaired ? 2 * 60 * MINUTE_MS : 0);
  const endedAt = startedAt + MINUTE_MS;
  const task = (2 * n + (repaired ? 1 : 0)).toString(16).padStart(32, '0');
  const origin = `ecs/${task}/migrate`;
  const version = `${n}`;
  return {
    id: `${origin}-${startedAt.toString(36)}`,
    origin,
    logGroup: '/ecs/orders',
    logStream: `orders/migrate/${task}`,
    resource: null,
    target: { environment: 'production', database: 'orders' },
    dedicated: true,
    placeDeclared: true,
    ...(repaired && { proof: 'applied' }),
    outcome: repaired ? 'succeeded' : 'failed',
    endSeen: true,
    command: 'up',
    source: 'cli-verbose',
    migrations: [
      {
        version,
        direction: 'up',
        identifier: `part_${n}`,
        status: repaired ? 'applied' : 'failed',
        ranMs: repaired ? 41.9 : null,
        ranAtLeast: false,
        ranFrom: 'ran',
        sinceQueuedMs: null,
        startedAt,
        endedAt,
      },
    ],
    dirtyVersion: repaired ? null : version,
    error: repaired
      ? null
      : {
          class: 'migration-failed',
          message: `pq: relation "part_${n}" does not exist`,
          sqlState: '42P01',
          vendorCode: null,
          line: 1,
          column: 13,
          statement: `ALTER TABLE part_${n} ADD COLUMN email text;`,
          details: null,
        },
    blockedBy: null,
    exitCode: repaired ? 0 : 1,
    stopReason: null,
    disagreement: null,
    incomplete: null,
    findings: [],
    alerts: [],
    startedAt,
    endedAt,
    lastEventAt: endedAt,
    durationMs: MINUTE_MS,
    redactions: 0,
    leaked: [],
  };
}
