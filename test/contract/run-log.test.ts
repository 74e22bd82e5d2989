import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { StdoutRunLog } from '../../lambda/adapters/aws/stdout-run-log.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { fieldTable, schemaText } from '../../scripts/run-log/documents.ts';
import { MIGRATION_LINE, RUN_LINE } from '../../scripts/run-log/shapes.ts';
import { fixtureLines } from '../pipeline/reference-runs.ts';
import { deployedBy } from '../sources-of.ts';

const START = Date.UTC(2026, 2, 16, 8);
const ANNOUNCED =
  'migrate-watch: database=orders environment=production files=1 url="postgres://db.internal:5432/orders"';

type Line = Readonly<Record<string, unknown>>;
let lines: Line[];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(JSON.parse(String(text))) > 0);
});
afterEach(() => vi.restoreAllMocks());

/** Delivers each of these batches of lines to the deployed functions, and returns what they log. */
async function logged(batches: readonly (readonly string[])[]): Promise<readonly Line[]> {
  const incidents = new MemoryIncidentStore();
  const monitor = new LocalMonitor(
    deployedBy(
      'sources: [{ logGroup: /ecs/orders, environment: production, database: orders }]\ndatabases: { orders: { engine: postgres } }',
    ),
    {
      facts: new MemoryFactStore(() => incidents.indexedIncidents()),
      incidents,
      logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
      mutes: new MemoryMuteStore(),
      topics: { publishPage: async () => {}, publishChange: async () => {}, publishAsk: async () => {} },
      runLog: new StdoutRunLog('watch'),
    },
    START,
  );
  for (const [nth, messages] of batches.entries()) {
    monitor.now = START + nth * 1_000;
    const events = messages.map((message, i) => ({
      id: eventId(monitor.now, i),
      timestamp: monitor.now + i,
      message,
    }));
    const place = { logGroup: '/ecs/orders', logStream: 'orders/migrate/0123456789abcdef0123456789abcdef' };
    await monitor.ingest(subscriptionPayload({ ...place, events }));
  }
  return lines;
}

const ofType = (type: string) => lines.filter((line) => line['type'] === type);

describe('a line for each finished migration', () => {
  test('has its name, its time and its run; each is logged once, however the lines are delivered', async () => {
    await logged([
      ['Read and execute 1/u create_users'],
      ['Finished 1/u create_users (read 1ms, ran 12.5ms)', 'Read and execute 2/u add_email'],
      ['Finished 2/u add_email (read 1ms, ran 3s)'],
      ['Finished after 3.1s', 'Closing source and database'],
    ]);
    expect(ofType('migration')).toMatchObject([
      {
        version: '1',
        identifier: 'create_users',
        direction: 'up',
        outcome: 'applied',
        ranMs: 12.5,
        ranFrom: 'ran',
      },
      {
        version: '2',
        identifier: 'add_email',
        ranMs: 3_000,
        level: 'INFO',
        monitor: 'watch',
        engine: 'postgres',
      },
    ]);
    const [first] = ofType('migration');
    expect(first!['runId']).toBe(ofType('run')[0]!['runId']);
    expect(first!['message']).toBe('production/orders: migration 1 up applied');
  });

  test('that failed says so, and holds no SQL', async () => {
    await logged([fixtureLines('pg-syntax-error-verbose')]);
    expect(ofType('migration').filter(({ outcome }) => outcome === 'failed')).toMatchObject([
      { level: 'ERROR' },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/ALTER|CREATE TABLE|syntax error/);
  });

  test('of plain output has a time that is derived, or none', async () => {
    await logged([fixtureLines('up-three.1')]);
    expect(ofType('migration').length).toBeGreaterThan(0);
    for (const line of ofType('migration')) expect(['derived', 'ran', null]).toContain(line['ranFrom']);
  });
});

test('a run’s line has its times, its engine and the announced address', async () => {
  await logged([
    [
      ANNOUNCED,
      'Read and execute 1/u create_users',
      'Finished 1/u create_users (read 1ms, ran 1ms)',
      'Finished after 3ms',
      'Closing source and database',
    ],
  ]);
  expect(ofType('run').at(-1)).toMatchObject({
    transition: 'ended',
    outcome: 'succeeded',
    startedAt: expect.stringMatching(/^2026-03-16T08:00:00\.\d{3}Z$/),
    endedAt: expect.stringMatching(/^2026-03-16T08:00:00\.\d{3}Z$/),
    monitor: 'watch',
    engine: 'postgres',
    databaseUrl: 'postgres://db.internal:5432/orders',
  });
});

test.each([
  'up-three.1',
  'pg-syntax-error-verbose',
  'dirty-then-forced-verbose.1',
  'dirty-refuses-every-command.1',
  'dirty-after-kill-verbose.1',
])('every line fits the published schema: %s', async (fixture) => {
  await logged([fixtureLines(fixture)]);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) (line['type'] === 'run' ? RUN_LINE : MIGRATION_LINE).parse(line);
});

describe('what is published is what the code writes: npm run run-log', () => {
  test('the schema', () => {
    expect(readFileSync('schema/run-log.schema.json', 'utf8')).toBe(schemaText());
  });

  test('the tables of docs/run-log.md', () => {
    const text = readFileSync('docs/run-log.md', 'utf8');
    expect(text).toContain(fieldTable(RUN_LINE));
    expect(text).toContain(fieldTable(MIGRATION_LINE));
  });
});
