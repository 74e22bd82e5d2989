import { readFileSync } from 'node:fs';
import type { LogBatch, LogEvent } from '../../lambda/domain/log-batch.ts';
import type { StateEvent } from '../../lambda/domain/state-event.ts';
import type { Source } from '../../lambda/domain/target.ts';

/** 2026-03-05T10:00:00Z: when the first of the reference runs prints its first line. */
export const T0 = Date.UTC(2026, 2, 5, 10);

/** What one process printed and what its platform told: the truth that deliveries cut up. */
export interface ReferenceRun {
  readonly name: string;
  readonly stream: LogBatch;
  readonly states: readonly StateEvent[];
}

export const SOURCES: readonly Source[] = [
  {
    target: { environment: 'production', database: 'stock' },
    container: 'migrate-stock',
    dedicated: true,
    engine: 'postgres',
  },
  {
    target: { environment: 'production', database: 'orders' },
    container: 'migrate-orders',
    dedicated: true,
    engine: 'postgres',
  },
  { target: { environment: 'production', database: 'users' }, container: 'api' },
  { target: { environment: 'production', database: 'ledger' }, container: 'worker' },
  { target: { environment: 'staging', database: 'orders' }, logGroup: '/aws/codebuild/deploy', nth: 1 },
  { target: { environment: 'staging', database: 'users' }, logGroup: '/aws/codebuild/deploy', nth: 2 },
  { target: { environment: 'staging', database: 'audit' }, logGroup: '/aws/codebuild/deploy' },
];

/** Lines that golang-migrate really printed. */
export function fixtureLines(name: string): readonly string[] {
  const text = readFileSync(new URL(`../fixtures/migrate/${name}.log`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

/** Lines of one process as log events, so many ms apart; ids ascend. */
function eventsOf(lines: readonly string[], from: number, stepMs: number): readonly LogEvent[] {
  return lines.map((text, index) => ({
    id: String(index).padStart(56, '3'),
    timestamp: from + index * stepMs,
    message: text,
  }));
}

function taskStates(
  task: string,
  container: string,
  startedAt: number,
  stoppedAt: number,
  exitCode: number,
): StateEvent[] {
  const taskArn = `arn:aws:ecs:eu-west-1:111122223333:task/main/${task}`;
  const shared = {
    kind: 'task' as const,
    cluster: null,
    family: null,
    taskArn,
    startedAt,
    stoppedReason: null,
  };
  const one = { name: container, reason: null, image: null, command: null };
  return [
    {
      ...shared,
      at: startedAt,
      lastStatus: 'RUNNING',
      executionStoppedAt: null,
      stoppedAt: null,
      stopCode: null,
      version: 3,
      containers: [{ ...one, lastStatus: 'RUNNING', exitCode: null }],
    },
    {
      ...shared,
      at: stoppedAt + 20_000,
      lastStatus: 'STOPPED',
      executionStoppedAt: stoppedAt,
      stoppedAt: stoppedAt + 20_000,
      stopCode: 'EssentialContainerExited',
      version: 5,
      containers: [{ ...one, lastStatus: 'STOPPED', exitCode }],
    },
  ];
}

/** A dedicated container that ran golang-migrate, `minutes` after {@link T0}. */
function ecsRun(
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
  const place = { logGroup: '/aws/codebuild/deploy', logStream: uuid };
  const build = {
    kind: 'build' as const,
    buildArn: `arn:aws:codebuild:eu-west-1:111122223333:build/deploy:${uuid}`,
    project: 'deploy',
    startedAt: T0 - 30_000,
    image: null,
    ...place,
  };
  const endedAt = T0 + lines.length * 300 + 2_000;
  return {
    name: 'build of three databases',
    stream: { ...place, events: eventsOf(lines, T0, 300) },
    states: [
      { ...build, at: T0 - 29_000, status: 'IN_PROGRESS', endedAt: null, reasons: [] },
      {
        ...build,
        at: endedAt + 1_000,
        status: 'FAILED',
        endedAt,
        reasons: ['COMMAND_EXECUTION_ERROR: exit status 1'],
      },
    ],
  };
}

/** The library inside a service that goes on: no state event but the start, other lines in between. */
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
  retriedRun('tries again in vain', '0123456789abcdef0123456789abcd07', 4, []),
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
];
