import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { taskRunning, taskStopped } from '../../bin/cli/aws-events/task-state.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import { deployedBy } from '../sources-of.ts';
import { fixtureLines, T0 } from './reference-runs.ts';
import { OTHER_FORMS, ROUTER_FORMS, type RouterForm, type Shipped } from './router-forms.ts';

const FOLDER = 'examples/log-routers';
const config = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8');
const [, SETTINGS = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/log-routers.md', 'utf8')) ?? [];

const TASK = '0123456789abcdef0123456789abcdef';
const TASK_ARN = `arn:aws:ecs:eu-west-1:111122223333:task/production/${TASK}`;
const ON_ECS: Shipped = { container: 'migrate', taskArn: TASK_ARN };

/** A monitor with the settings of docs/log-routers.md, or with others, and what it records. */
class World {
  readonly #incidents = new MemoryIncidentStore();
  readonly #facts = new MemoryFactStore(() => this.#incidents.indexedIncidents());
  readonly monitor: LocalMonitor;

  constructor(settings = SETTINGS) {
    this.monitor = new LocalMonitor(
      deployedBy(settings),
      {
        facts: this.#facts,
        incidents: this.#incidents,
        mutes: new MemoryMuteStore(),
        logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
        topics: { publishPage: async () => {}, publishChange: async () => {}, publishAsk: async () => {} },
      },
      T0,
    );
  }

  get runs(): readonly Run[] {
    return this.#facts
      .allRecords()
      .filter(({ supersededBy }) => supersededBy === null)
      .map(({ run }) => run);
  }

  async delivers(form: RouterForm, lines: readonly string[], of: Shipped = { container: 'migrate' }) {
    const { logGroup, logStream, message } = form;
    const events = lines.map((line, nth) => ({
      id: eventId(T0, nth),
      timestamp: T0 + nth,
      message: message(line, T0 + nth, of),
    }));
    await this.monitor.ingest(subscriptionPayload({ logGroup, logStream, events }));
  }
}

/** What a run says about golang-migrate, without where its lines came from. */
function said(run: Run) {
  const { outcome, source, command, migrations, error, findings } = run;
  return { outcome, source, command, migrations, error, findings };
}

async function understood(form: RouterForm, lines: readonly string[]) {
  const world = new World();
  await world.delivers(form, lines);
  return world.runs.map(said);
}

const PLACE = { logGroup: '/docker/migrate', logStream: 'migrate/1' };
const PLAIN: RouterForm['message'] = (line) => line;
const NAMELESS = OTHER_FORMS['Fluent Bit that reads Docker’s files']!;

/** Every sixteenth of the captured outputs: of all engines, of the command line and of the library. */
const FIXTURES = readdirSync('test/fixtures/migrate')
  .filter((file) => file.endsWith('.log'))
  .map((file) => file.slice(0, -'.log'.length))
  .filter((_, nth) => nth % 16 === 0);

describe('the runs are those of the plain output', () => {
  test.each([
    ...Object.entries(ROUTER_FORMS).map(([name, { message }]) => [name, message] as const),
    ...Object.entries(OTHER_FORMS),
  ])('%s', async (_name, message) => {
    let runs = 0;
    for (const fixture of FIXTURES) {
      const lines = fixtureLines(fixture);
      const plain = await understood({ ...PLACE, message: PLAIN }, lines);
      runs += plain.length;
      // See below: nothing in such a record names golang-migrate, and the line is a number.
      if (message === NAMELESS && plain.some(({ command }) => command === 'version')) continue;
      expect([fixture, await understood({ ...PLACE, message }, lines)]).toEqual([fixture, plain]);
    }
    expect(runs).toBeGreaterThan(FIXTURES.length / 2);
  });
});

test('the number that migrate version prints is lost in a record that nowhere says migrate', async () => {
  const lines = ['2026/03/05 10:00:00 3', '2026/03/05 10:00:00 Closing source and database'];
  const [plain] = await understood({ ...PLACE, message: PLAIN }, lines);
  const [inRecord] = await understood({ ...PLACE, message: NAMELESS }, lines);
  expect([plain!.command, inRecord!.command]).toEqual(['version', null]);
  for (const { message } of Object.values(ROUTER_FORMS))
    expect(await understood({ ...PLACE, message }, lines)).toEqual([plain]);
});

describe('the configurations write what is tested', () => {
  test('each file has a form, or sends to one that has', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...Object.keys(ROUTER_FORMS), 'filebeat.yml'].sort());
  });

  test.each(Object.entries(ROUTER_FORMS))(
    '%s: to a log group that the settings watch',
    (name, { logGroup }) => {
      expect(config(name)).toMatch(new RegExp(`(?:log_group_name|group_name)[": ]+${logGroup}"?,?$`, 'm'));
      const sources = deployedBy(SETTINGS).ingest.sources.map((source) => source.logGroup);
      expect(sources).toContain(logGroup);
    },
  );

  test.each(['vector.yaml', 'vector-for-filebeat.yaml'])('%s: events as JSON', (name) => {
    const { sources, sinks } = parse(config(name));
    expect(sinks.watched).toMatchObject({
      type: 'aws_cloudwatch_logs',
      inputs: Object.keys(sources),
      encoding: { codec: 'json' },
    });
  });

  test('Filebeat sends to Vector, with the names of the container, and reads short files', () => {
    const {
      'filebeat.inputs': inputs,
      processors,
      'output.logstash': output,
    } = parse(config('filebeat.yml'));
    expect(output.hosts).toEqual([parse(config('vector-for-filebeat.yaml')).sources.filebeat.address]);
    expect(Object.keys(processors[0])).toEqual(['add_docker_metadata']);
    expect(inputs).toMatchObject([
      { 'prospector.scanner.fingerprint.enabled': false, parsers: [{ container: { format: 'docker' } }] },
    ]);
  });

  test('Fluent Bit writes whole records, and leaves the line as it is', () => {
    const text = config('fluent-bit-kubernetes.conf');
    expect(text).not.toMatch(/^\s*log_key/im);
    expect(text).toMatch(/^ {4}Merge_Log +Off$/m);
  });

  test('FireLens names the container and the task', () => {
    const { containerDefinitions } = JSON.parse(config('firelens-task.json'));
    const [router, migrate] = containerDefinitions;
    expect(router.firelensConfiguration.options).toEqual({ 'enable-ecs-log-metadata': 'true' });
    expect(migrate.logConfiguration).toMatchObject({
      logDriver: 'awsfirelens',
      options: { Name: 'cloudwatch_logs' },
    });
    expect(Object.keys(migrate.logConfiguration.options)).not.toContain('log_key');
  });
});

describe('a task on ECS whose container is killed is one run', () => {
  const KILLED_SETTINGS = (logGroup: string) =>
    `sources: [{ logGroup: ${logGroup}, ecs: { cluster: production, family: orders-migrate, container: migrate }, dedicated: true, database: orders }]`;

  test.each(['firelens-task.json', 'vector.yaml', 'vector-for-filebeat.yaml'])('%s', async (name) => {
    const form = ROUTER_FORMS[name]!;
    const world = new World(KILLED_SETTINGS(form.logGroup));
    const task = {
      id: TASK,
      cluster: 'production',
      family: 'orders-migrate',
      containers: [{ name: 'migrate' }],
    };
    await world.monitor.lifecycle(taskRunning(task, T0 - 1_000));
    await world.delivers(
      form,
      [
        '2026/03/05 10:00:00 Start buffering 1/u create_users',
        '2026/03/05 10:00:00 Read and execute 1/u create_users',
      ],
      ON_ECS,
    );
    world.monitor.now = T0 + 60_000;
    await world.monitor.lifecycle(
      taskStopped(task, T0 - 1_000, {
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        at: T0 + 60_000,
        executionStoppedAt: T0 + 59_000,
        containers: { migrate: { exitCode: 137 } },
      }),
    );
    expect(world.runs).toMatchObject([{ outcome: 'killed', source: 'cli-verbose', exitCode: 137 }]);
  });
});

test.each(Object.entries(ROUTER_FORMS).filter(([name]) => name !== 'fluent-bit-kubernetes.conf'))(
  '%s: on ECS a rule for a container fits',
  async (_name, form) => {
    const settings = `sources: [{ logGroup: ${form.logGroup}, rules: [{ container: seed, database: seeds }, { container: migrate, database: orders }] }]`;
    const world = new World(settings);
    await world.delivers(form, ['1/u create_users (3.5ms)'], ON_ECS);
    expect(world.runs.map(({ target }) => target.database)).toEqual(['orders']);
  },
);

test('without an ECS task the stream alone says whose lines they are', async () => {
  const form = ROUTER_FORMS['fluent-bit-kubernetes.conf']!;
  const world = new World();
  const lines = ['1/u create_users (3.5ms)', '2/u add_email (3.5ms)'];
  await world.delivers(form, lines.slice(0, 1));
  await world.delivers({ ...form, logStream: 'users-migrate-a1b2c.migrate' }, lines.slice(1));
  expect(world.runs.map(({ migrations }) => migrations.map(({ version }) => version))).toEqual([
    ['1'],
    ['2'],
  ]);
});

describe('a program around the library stays one', () => {
  const RECORDS = [
    { level: 'info', msg: 'Finished 1/u create_users (read 1ms, ran 2ms)' },
    { level: 'error', msg: 'migrate failed', error: 'Dirty database version 1. Fix and force version.' },
  ].map((record) => JSON.stringify(record));

  test.each(Object.entries(ROUTER_FORMS))('%s', async (_name, form) => {
    const world = new World();
    await world.delivers(form, RECORDS);
    expect(new Set(world.runs.map(({ source }) => source))).toEqual(new Set(['library']));
  });

  test('also if the router put the fields of the record beside its own', async () => {
    for (const name of ['vector.yaml', 'vector-for-filebeat.yaml']) {
      const { message, ...place } = ROUTER_FORMS[name]!;
      const merged: RouterForm['message'] = (line, at, of) =>
        JSON.stringify({ ...JSON.parse(message('', at, of)), ...JSON.parse(line) });
      const world = new World();
      await world.delivers({ ...place, message: merged }, RECORDS);
      expect(new Set(world.runs.map(({ source }) => source))).toEqual(new Set(['library']));
    }
  });
});
