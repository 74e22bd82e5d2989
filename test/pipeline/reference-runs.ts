import { readFileSync } from 'node:fs';
import { buildState } from '../../bin/cli/aws-events/build-state.ts';
import { taskRunning, taskStopped } from '../../bin/cli/aws-events/task-state.ts';
import { decodeStateEvent } from '../../lambda/adapters/input/decode-state-event.ts';
import type { LogBatch, LogEvent } from '../../lambda/domain/model/log-batch.ts';
import type { StateEvent } from '../../lambda/domain/runs/state-event.ts';
import { sourcesOf } from '../sources-of.ts';

/** 2026-03-05T10:00:00Z: when the first of the reference runs prints its first line. */
export const T0 = Date.UTC(2026, 2, 5, 10);

/** What one process printed and what its platform reported. Schedules deliver it in parts. */
export interface ReferenceRun {
  readonly name: string;
  readonly stream: LogBatch;
  readonly states: readonly StateEvent[];
}

/** The settings that all reference runs are watched by; `preFilter`: what a subscription holds back. */
export const settingsOf = (preFilter: boolean) => `
sources:
  - logGroup: /ecs/jobs
    ecs: { cluster: main, family: stock, container: migrate-stock }
    dedicated: true
    environment: production
    database: stock
    preFilter: ${preFilter}
  - logGroup: /ecs/jobs
    ecs: { cluster: main, family: orders, container: migrate-orders }
    dedicated: true
    environment: production
    database: orders
    preFilter: ${preFilter}
  - logGroup: /ecs/api
    ecs: { cluster: main, family: api, container: api }
    environment: production
    database: users
    preFilter: ${preFilter}
  - logGroup: /ecs/worker
    ecs: { cluster: main, family: worker, container: worker }
    environment: production
    database: ledger
    preFilter: ${preFilter}
  - codebuild: deploy
    environment: staging
    preFilter: ${preFilter}
    rules:
      - { nth: 1, database: orders }
      - { nth: 2, database: users }
      - { database: audit }
databases:
  stock: { engine: postgres }
  orders: { engine: postgres }
  users: {}
  ledger: {}
  audit: {}
`;

export const SOURCES = sourcesOf(settingsOf(false));

/** Lines that golang-migrate really printed. */
export function fixtureLines(name: string): readonly string[] {
  const text = readFileSync(new URL(`../fixtures/migrate/${name}.log`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

/** Lines of one process as log events at equal intervals, with ascending ids. */
function eventsOf(lines: readonly string[], from: number, stepMs: number): readonly LogEvent[] {
  return lines.map((text, index) => ({
    id: String(index).padStart(56, '3'),
    timestamp: from + index * stepMs,
    message: text,
  }));
}

/** The state events of a task with one container, as the lifecycle function reads them. */
export function taskStates(
  task: string,
  container: string,
  startedAt: number,
  stoppedAt: number,
  exitCode: number,
): StateEvent[] {
  const of = {
    id: task,
    cluster: 'main',
    family: container.replace('migrate-', ''),
    containers: [{ name: container }],
  };
  const end = {
    at: stoppedAt + 20_000,
    executionStoppedAt: stoppedAt,
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: { [container]: { exitCode } },
  };
  return [taskRunning(of, startedAt), taskStopped(of, startedAt, end)].map(decodeStateEvent);
}

/** A dedicated container that ran golang-migrate, `minutes` after {@link T0}. */
export function ecsRun(
  name: string,
  {
    family,
    minutes,
    fixture,
    exitCode,
    announced,
  }: { family: string; minutes: number; fixture: string; exitCode: number; announced?: string },
): ReferenceRun {
  const announcement = announced === undefined ? [] : [`migrate-watch: ${announced}`];
  const lines = [...announcement, ...fixtureLines(fixture)];
  const container = `migrate-${family}`;
  const task = `0123456789abcdef0123456789ab${String(minutes).padStart(4, '0')}`;
  const from = T0 + minutes * 60_000;
  const stoppedAt = from + lines.length * 400 + 500;
  return {
    name,
    stream: {
      logGroup: '/ecs/jobs',
      logStream: `${family}/${container}/${task}`,
      events: eventsOf(lines, from, 400),
    },
    states: taskStates(task, container, from - 1_500, stoppedAt, exitCode),
  };
}

const codeBuild = (text: string) => `[Container] 2026/03/05 10:00:00.000000 ${text}`;

/** One build that migrates three databases; the last one fails, among other tools' text. */
function buildRun(): ReferenceRun {
  const uuid = '8745a7a9-c340-456a-9166-edf953571b00';
  const command = (database: string) =>
    codeBuild(`Running command migrate -path ${database} -database "$${database}" up`);
  const lines = [
    codeBuild('Entering phase BUILD'),
    command('ORDERS'),
    ...fixtureLines('up-three.1'),
    command('USERS'),
    'no change',
    command('AUDIT'),
    ...fixtureLines('pg-second-of-three-fails'),
    codeBuild('Command did not exit successfully migrate -path AUDIT -database "$AUDIT" up exit status 1'),
    codeBuild('Phase complete: BUILD State: FAILED'),
  ];
  const endedAt = T0 + lines.length * 300 + 2_000;
  const build = { project: 'deploy', id: uuid, startedAt: T0 - 30_000 };
  const phase = {
    type: 'BUILD',
    status: 'FAILED',
    startedAt: T0,
    endedAt,
    context: 'COMMAND_EXECUTION_ERROR: exit status 1',
  };
  return {
    name: 'build of three databases',
    stream: { logGroup: '/aws/codebuild/deploy', logStream: uuid, events: eventsOf(lines, T0, 300) },
    states: [
      buildState(build, 'IN_PROGRESS', T0 - 29_000),
      buildState(build, 'FAILED', endedAt + 1_000, [phase]),
    ].map(decodeStateEvent),
  };
}

/** The library inside a service that keeps running: the start is the only state event, and there are other lines in between. */
function libraryRun(): ReferenceRun {
  const task = '0123456789abcdef0123456789abcd04';
  const printed = fixtureLines('up-three-verbose.1')
    .map((line) => line.replace(/^\S+ \S+ /, ''))
    .filter((line) => !/^(?:Finished after|Closing)/.test(line));
  const lines = ['{"level":"info","msg":"listening on :8080"}'];
  for (const msg of printed) {
    lines.push(JSON.stringify({ level: 'info', logger: 'migrate', msg: `${msg}\n` }));
    lines.push('{"level":"info","msg":"GET /health 200"}');
  }
  return {
    name: 'library in a service',
    stream: { logGroup: '/ecs/api', logStream: `api/api/${task}`, events: eventsOf(lines, T0, 250) },
    states: taskStates(task, 'api', T0 - 3_000, T0, 0).slice(0, 1),
  };
}

/** A service that starts before its database answers, and tries again every ten seconds. */
function retriedRun(name: string, task: string, attempts: number, after: readonly string[]): ReferenceRun {
  const refused =
    'failed to migrate: failed to open database: dial tcp 10.0.0.7:5432: connect: connection refused';
  const lines = [...Array.from({ length: attempts }, () => refused), ...after];
  const events = eventsOf(lines, T0, 10_000).map((event, index) =>
    index < attempts ? event : { ...event, timestamp: T0 + attempts * 10_000 + index * 100 },
  );
  return {
    name,
    stream: { logGroup: '/ecs/worker', logStream: `worker/worker/${task}`, events },
    states: taskStates(task, 'worker', T0 - 3_000, T0, 0).slice(0, 1),
  };
}

/** A container that no source names: its entrypoint announces each database before it migrates it. */
function announcedRuns(): ReferenceRun {
  const task = '0123456789abcdef0123456789abcd05';
  const lines = [
    'waiting for the database',
    'migrate-watch: database=orders environment=staging files=1,2,3',
    ...fixtureLines('up-three.1'),
    'migrate-watch: environment=staging files="1,3" database=users',
    ...fixtureLines('late-lower-version-skipped.1'),
    'migrate-watch: database=users environment=staging files=1,2,3,4',
    ...fixtureLines('late-lower-version-skipped.2'),
    'migrate-watch: database=audit environment=canary files=x',
    'no change',
  ];
  const stoppedAt = T0 + lines.length * 700 + 500;
  return {
    name: 'announced databases',
    stream: { logGroup: '/ecs/tools', logStream: `tools/entry/${task}`, events: eventsOf(lines, T0, 700) },
    states: taskStates(task, 'entry', T0 - 1_500, stoppedAt, 0),
  };
}

/** A service that migrates again and again: what came first is left to its snapshot. */
function longLife(): ReferenceRun {
  const task = '0123456789abcdef0123456789abcd08';
  const printed = [
    fixtureLines('up-three.1'),
    ['no change'],
    fixtureLines('pg-second-of-three-fails'),
    ['error: Dirty database version 2. Fix and force version.'],
    fixtureLines('down-one.2'),
    ['no change'],
    fixtureLines('up-three.1'),
  ];
  const events = printed.flatMap((lines, run) => eventsOf(lines, T0 + run * 100_000, 300));
  return {
    name: 'seven runs of one service',
    stream: {
      logGroup: '/ecs/api',
      logStream: `api/api/${task}`,
      events: events.map((event, index) => ({ ...event, id: String(index).padStart(56, '0') })),
    },
    states: taskStates(task, 'api', T0 - 3_000, T0, 0).slice(0, 1),
  };
}

export const REFERENCE_RUNS: readonly ReferenceRun[] = [
  ecsRun('second of three fails', {
    family: 'orders',
    minutes: 0,
    fixture: 'pg-second-of-three-fails-verbose',
    exitCode: 1,
  }),
  ecsRun('three applied', { family: 'orders', minutes: 5, fixture: 'up-three.1', exitCode: 0 }),
  ecsRun('killed while executing', {
    family: 'stock',
    minutes: 2,
    fixture: 'killed-mid-migration-sigkill-verbose',
    exitCode: 137,
  }),
  ecsRun('connection lost', {
    family: 'stock',
    minutes: 7,
    fixture: 'backend-terminated-mid-migration-verbose',
    exitCode: 1,
  }),
  libraryRun(),
  retriedRun('tries again, and gets further', '0123456789abcdef0123456789abcd06', 3, [
    '{"level":"info","msg":"Start buffering 1/u init\\n"}',
    '{"level":"info","msg":"Read and execute 1/u init\\n"}',
    '{"level":"info","msg":"Finished 1/u init (read 2ms, ran 9ms)\\n"}',
  ]),
  retriedRun('retries without success', '0123456789abcdef0123456789abcd07', 4, []),
  buildRun(),
  announcedRuns(),
  ecsRun('announced in a dedicated container', {
    family: 'stock',
    minutes: 12,
    fixture: 'late-lower-version-skipped.1',
    exitCode: 0,
    announced: 'files=1,3 database=ignored',
  }),
  ecsRun('a version skipped', {
    family: 'stock',
    minutes: 15,
    fixture: 'late-lower-version-skipped.2',
    exitCode: 0,
    announced: 'files=1,2,3,4',
  }),
  longLife(),
];
