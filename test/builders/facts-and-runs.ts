import { ACCOUNT, arnOf } from '../../bin/cli/aws-events/place.ts';
import { taskRunning, taskStopped } from '../../bin/cli/aws-events/task-state.ts';
import { decodeStateEvent } from '../../lambda/adapters/input/decode-state-event.ts';
import type { ExplainedRun } from '../../lambda/domain/incidents/explained-run.ts';
import type {
  DeadlineFact,
  EndedFact,
  Fact,
  LinesFact,
  StartedFact,
} from '../../lambda/domain/model/fact.ts';
import type { Expectation } from '../../lambda/domain/model/forecast.ts';
import type { Migration, Run } from '../../lambda/domain/model/run.ts';
import type { RunRecord } from '../../lambda/domain/runs/record/run-record.ts';
import type { Snapshot } from '../../lambda/domain/runs/record/snapshot.ts';
import { factsOf } from '../../lambda/domain/runs/state-event.ts';

/** 2026-03-05T10:00:00Z. */
export const T0 = Date.UTC(2026, 2, 5, 10);
export const ORIGIN = 'ecs/0123456789abcdef0123456789abcdef/migrate';
export const TASK_ARN = arnOf('ecs', 'task/main/0123456789abcdef0123456789abcdef');
export const LOG_GROUP = '/ecs/orders';
export const LOG_STREAM = 'orders/migrate/0123456789abcdef0123456789abcdef';

const TASK = {
  id: '0123456789abcdef0123456789abcdef',
  cluster: 'main',
  family: 'orders-migrate',
  containers: [{ name: 'migrate' }],
};

export function handMadeRun(over: Partial<Run> = {}): Run {
  const proof = over.migrations?.some(({ status }) => status === 'applied') ? 'applied' : 'no-change';
  const isClean = over.outcome === 'no-change' || (over.outcome === 'succeeded' && proof === 'applied');
  return {
    ...(isClean && over.dirtyVersion == null && over.command !== 'force' && { proof }),
    placeDeclared: true,
    id: `${ORIGIN}-${T0.toString(36)}`,
    origin: ORIGIN,
    logGroup: LOG_GROUP,
    logStream: LOG_STREAM,
    resource: null,
    target: { environment: 'production', database: 'orders' },
    dedicated: true,
    outcome: 'running',
    endSeen: false,
    command: null,
    source: 'cli-verbose',
    migrations: [],
    dirtyVersion: null,
    error: null,
    blockedBy: null,
    exitCode: null,
    stopReason: null,
    disagreement: null,
    incomplete: null,
    findings: [],
    alerts: [],
    startedAt: T0,
    endedAt: null,
    lastEventAt: T0,
    durationMs: null,
    redactions: 0,
    leaked: [],
    ...over,
  };
}

export function handMadeMigration(over: Partial<Migration> = {}): Migration {
  return {
    version: '1',
    direction: 'up',
    identifier: 'create_users',
    status: 'applied',
    ranMs: 12.5,
    ranAtLeast: false,
    ranFrom: 'ran',
    sinceQueuedMs: null,
    startedAt: T0,
    endedAt: T0 + 13,
    ...over,
  };
}

/** A migration that took a minute in staging, and is expected to take some four. */
export function handMadeExpectation(over: Partial<Expectation> = {}): Expectation {
  return {
    source: { environment: 'staging', database: 'orders' },
    forecast: { sourceMs: 60_000, mu: 5.5, sigma: 0.3, nu: 24, n: 20, up: 1, down: 1 },
    warningMs: 540_000,
    criticalMs: 840_000,
    ...over,
  };
}

export function handMadeRecord(run: Run, over: Partial<RunRecord> = {}): RunRecord {
  return { run, revision: 1, outbox: [], rereads: 0, supersededBy: null, ...over };
}

/** A snapshot whose seed begins with the third run, at `since` (epoch ms). */
export function handMadeSnapshot(since: number, over: Partial<Snapshot> = {}): Snapshot {
  const traits = { logGroup: LOG_GROUP, logStream: LOG_STREAM, container: 'migrate' };
  const seed = {
    at: since,
    id: String(since),
    since,
    runs: 2,
    carried: {},
    started: null,
    traits,
    left: [],
    block: null,
    failingSince: null,
  };
  return { revision: 1, rules: 'rules', seed, announced: null, ...over };
}

/** A fact with lines, given as `[ms after T0, text]`. Their ids have the order of their times. */
export function linesFact(id: string, lines: readonly (readonly [number, string])[]): LinesFact {
  return {
    kind: 'lines',
    id,
    logGroup: LOG_GROUP,
    logStream: LOG_STREAM,
    container: 'migrate',
    lines: lines.map(([after, text]) => ({
      id: String(T0 + after).padStart(20, '0'),
      at: T0 + after,
      text,
      logger: false,
      redactions: 0,
    })),
    unrecognized: 0,
    read: 'batch',
  };
}

/** The start of the container `migrate`, as `lifecycle` reads it. */
export function startedFact(over: Partial<StartedFact> = {}): StartedFact {
  return { ...(factOf(taskRunning(TASK, T0 - 2_000)) as StartedFact), ...over };
}

/** The end of the container `migrate`, by default after a minute and with exit code 0. */
export function endedFact(over: Partial<EndedFact> = {}): EndedFact {
  const at = T0 + 60_000;
  const end = {
    at,
    executionStoppedAt: at,
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: { migrate: { exitCode: 0 } },
  };
  return { ...(factOf(taskStopped(TASK, T0 - 2_000, end)) as EndedFact), ...over };
}

function factOf(event: unknown): Fact {
  return factsOf(decodeStateEvent(event), ACCOUNT)[0]!.fact;
}

export function deadlineFact(over: Partial<DeadlineFact> = {}): DeadlineFact {
  return {
    kind: 'deadline',
    id: `silent-warning-${T0}`,
    what: 'silent-warning',
    at: T0 + 300_000,
    runStartedAt: T0,
    lastEventAt: T0,
    ...over,
  };
}

/** A run as the CLI shows it. */
export function handMadeExplained({ verdict = null, ...over }: Partial<ExplainedRun> = {}): ExplainedRun {
  return { ...handMadeRun(over), verdict };
}
