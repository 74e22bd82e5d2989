import { describe, expect, test } from 'vitest';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { SEALED_AFTER_DAYS } from '../../lambda/contract/defaults.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { deployedBy } from '../sources-of.ts';
import { NIGHT } from './page-world.ts';

const DAY = 86_400_000;
const MONITOR = deployedBy(`
sources:
  - { logGroup: /ecs/orders, database: orders }
  - { logGroup: /ecs/billing, database: billing, preFilter: true }`);

/** `ingest` alone, with what it counts and warns of. */
class Ingest {
  readonly counted: MetricDatum[] = [];
  readonly warnings: string[] = [];
  readonly facts = new MemoryFactStore();
  readonly #monitor = new LocalMonitor(
    MONITOR,
    {
      facts: this.facts,
      incidents: new MemoryIncidentStore(),
      logReader: { readWindow: () => Promise.reject(new Error('nothing is read again')) },
      mutes: new MemoryMuteStore(),
      topics: { publishPage: async () => {}, publishChange: async () => {}, publishAsk: async () => {} },
      metrics: { put: async (data) => void this.counted.push(...data) },
      healthLog: { warn: (message) => void this.warnings.push(message) },
      invoke: (name, invocation) => (name === 'ingest' ? invocation() : Promise.resolve()),
    },
    NIGHT,
  );

  /** A delivery that arrives at `NIGHT`, of lines that were printed `ago` ms before. */
  deliver(lines: readonly string[], ago = 0, logGroup = '/ecs/orders'): Promise<void> {
    const timestamp = NIGHT - ago;
    const events = lines.map((message, index) => ({ id: eventId(timestamp, index), timestamp, message }));
    return this.#monitor.ingest(subscriptionPayload({ logGroup, logStream: 'orders/web/1', events }));
  }

  /** Data of one metric for a whole environment; those of its databases are left out. */
  of(name: MetricDatum['name'], environment = 'production') {
    return this.counted
      .filter((each) => each.name === name && each.dimensions.Environment === environment)
      .filter(({ dimensions }) => !('Database' in dimensions))
      .map(({ value }) => value);
  }
}

const RUN = [
  'Start buffering 1/u init',
  'Read and execute 1/u init',
  'Finished 1/u init (read 1ms, ran 2ms)',
];

describe('the health metrics of `ingest`', () => {
  test('leave out a delivery without a line of golang-migrate', async () => {
    const ingest = new Ingest();
    await ingest.deliver(['listening on :8080', 'GET / 200']);
    expect([ingest.counted, ingest.warnings]).toEqual([[], []]);
  });

  test('include the lag of the newest line in seconds, for the environment', async () => {
    const ingest = new Ingest();
    await ingest.deliver(RUN, 90_000);
    expect(ingest.counted.filter(({ name }) => name === 'IngestLag')).toEqual([
      { name: 'IngestLag', value: 90, at: NIGHT, dimensions: { Environment: 'production' } },
    ]);
    expect([ingest.of('UnrecognizedLines'), ingest.of('RedactedSecrets'), ingest.of('LateFacts')]).toEqual([
      [],
      [],
      [],
    ]);
  });

  test('include no lag for lines whose clock is ahead', async () => {
    const ingest = new Ingest();
    await ingest.deliver(RUN, -5_000);
    expect(ingest.of('IngestLag')).toEqual([0]);
  });

  test('count lines that look like golang-migrate’s and are not understood, and secrets that were masked', async () => {
    const ingest = new Ingest();
    await ingest.deliver([
      ...RUN,
      'Start buffering nothing that is a migration',
      'error: failed to open database, "postgres://app:hunter22@db/orders": EOF',
    ]);
    expect(ingest.of('UnrecognizedLines')).toEqual([1]);
    expect(ingest.of('RedactedSecrets')).toEqual([1]);
  });

  test('include the lag of lines that no source declares, for no environment', async () => {
    const ingest = new Ingest();
    await ingest.deliver(RUN, 90_000, '/ecs/unknown');
    expect([ingest.of('IngestLag'), ingest.of('IngestLag', 'unmatched')]).toEqual([[], [90]]);
  });

  test('count each of them once, even if the delivery is repeated', async () => {
    const ingest = new Ingest();
    await ingest.deliver(RUN, 1_000);
    await ingest.deliver(RUN, 1_000);
    expect(ingest.of('IngestLag')).toEqual([1]);
  });

  test.each([
    ['one millisecond before its runs are sealed', SEALED_AFTER_DAYS * DAY - 1, []],
    ['when they are', SEALED_AFTER_DAYS * DAY, [1]],
  ])('a late fact %s', async (_when, ago, expected) => {
    const ingest = new Ingest();
    await ingest.deliver(RUN, ago);
    expect(ingest.of('LateFacts')).toEqual(expected);
  });

  test('count log events that cannot be read; the log says in which log group, and why', async () => {
    const ingest = new Ingest();
    await ingest.deliver([...RUN, 7 as unknown as string]);
    expect(ingest.of('RejectedInputs', 'migrate-watch')).toEqual([1]);
    expect(ingest.warnings).toEqual([
      expect.stringMatching(/^a delivery of \/ecs\/orders cannot be read in full: log events left out: 1 \(/),
    ]);
    expect(ingest.of('IngestLag')).toEqual([0]);
  });

  test('show that a run may lack lines between those of its error if its log group has a pre-filter, and not otherwise', async () => {
    const error = [
      'error: migration failed: syntax error at or near "TABEL" (column 8) in line 2: CREATE TABLE b ();',
      'CREATE TABEL a (); (details: pq: syntax error at or near "TABEL")',
    ];
    const isIncomplete = async (logGroup: string) => {
      const ingest = new Ingest();
      await ingest.deliver([...RUN.slice(0, 2), ...error], 0, logGroup);
      return ingest.facts.allRecords().map(({ run }) => run.incomplete !== null);
    };
    expect(await isIncomplete('/ecs/billing')).toEqual([true]);
    expect(await isIncomplete('/ecs/orders')).toEqual([false]);
  });
});
