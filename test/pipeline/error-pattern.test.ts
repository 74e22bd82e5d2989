import { describe, expect, test } from 'vitest';
import { parseAlarmNotification } from '../../lambda/domain/incidents/alarm-notification.ts';
import type { LogBatch } from '../../lambda/domain/model/log-batch.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { type IngestPorts, ingest } from '../../lambda/pipeline/ingest.ts';
import { countedPorts } from '../../scripts/bench/counted-ports.ts';
import { MINUTE, NIGHT, PageWorld } from './page-world.ts';
import { REFERENCE_RUNS, SOURCES } from './reference-runs.ts';

const applied = REFERENCE_RUNS.find(({ name }) => name === 'three applied')!;

/** `ingest` in memory with one pattern, and what it sent. */
function desk() {
  const { ports, counts } = countedPorts(() => NIGHT);
  const sent: (readonly MetricDatum[])[] = [];
  const metrics = { put: async (data: readonly MetricDatum[]) => void sent.push(data) };
  const errorPatterns = [{ name: 'disk-full', regex: /No space left on device/u }];
  const all: IngestPorts = { ...ports, metrics, sources: SOURCES, errorPatterns };
  return { ports: all, counts, sent };
}

function withLine(text: string): LogBatch {
  const { events } = applied.stream;
  return {
    ...applied.stream,
    events: [...events, { id: '9'.repeat(56), timestamp: events.at(-1)!.timestamp, message: text }],
  };
}

const matches = (data: readonly MetricDatum[]) => data.filter(({ name }) => name === 'PatternMatches');
const MATCH = {
  name: 'PatternMatches',
  value: 1,
  at: NIGHT,
  dimensions: { Environment: 'production', Pattern: 'disk-full' },
};

describe('lines that match an error pattern', () => {
  test('are counted in the same metrics call as the batch’s runs', async () => {
    const { ports, sent } = desk();
    await ingest(withLine('write /data: No space left on device'), ports);
    expect(sent).toHaveLength(1);
    expect(matches(sent[0]!)).toEqual([MATCH]);
    expect(sent[0]!.some(({ name }) => name === 'RunsStarted')).toBe(true);
  });

  test('are counted without any line of golang-migrate, and nothing is stored', async () => {
    const { ports, counts, sent } = desk();
    await ingest(
      {
        ...withLine('No space left on device'),
        events: withLine('No space left on device').events.slice(-1),
      },
      ports,
    );
    expect(sent).toEqual([[MATCH]]);
    expect(counts.calls).toBe(0);
  });

  test('cause no call if no line matches', async () => {
    const { ports, counts, sent } = desk();
    await ingest(
      { ...applied.stream, events: [{ id: '1', timestamp: NIGHT, message: 'space left: 7 GB' }] },
      ports,
    );
    expect(sent).toEqual([]);
    expect(counts.calls).toBe(0);
  });
});

describe('the alarm of an error pattern', () => {
  const alarm = (state: 'ALARM' | 'OK', minute: number, severity = 'warning') =>
    parseAlarmNotification({
      AlarmName: 'watch-production-disk-full-pattern',
      AlarmDescription: [
        'production/disk-full: Lines of a watched log match an error pattern of your settings.',
        'Expression: No space left on device',
        `dedupe=migrate-watch/production/disk-full/pattern severity=${severity}`,
      ].join('\n'),
      NewStateValue: state,
      StateChangeTime: new Date(NIGHT + minute * MINUTE).toISOString(),
    })!;
  const tell = async (world: PageWorld, state: 'ALARM' | 'OK', minute: number, heardAt = minute) =>
    world.tell(alarm(state, minute), NIGHT + heardAt * MINUTE);
  const keys = ({ incidents }: PageWorld) =>
    incidents.allIncidents().map(({ key, ended }) => `${key} ${ended?.why ?? 'open'}`);

  test('opens a page with the pattern’s severity, its name, the place, and the expression to search for', async () => {
    const world = new PageWorld();
    await tell(world, 'ALARM', 1);
    expect(world.titles).toEqual(['warning: [production] disk-full: log lines MATCH this error pattern']);
    expect(world.lastText).toContain('Lines of a log of production match the error pattern disk-full');
    expect(world.lastText).toContain('Search the log group /ecs/orders from 02:04');
    expect(world.lastText).toContain('for: No space left on device');
    expect(world.sent[0]!.page.links[0]!.url).toMatch(/runbook\.md#error-pattern-matched$/);
    expect(keys(world)).toEqual(['migrate-watch/production/disk-full/pattern/1 open']);
  });

  test('ends its incident when it is OK again, and a later ALARM opens a new incident', async () => {
    const world = new PageWorld();
    await tell(world, 'ALARM', 1);
    await tell(world, 'ALARM', 2);
    await tell(world, 'OK', 20);
    await tell(world, 'ALARM', 22);
    expect(world.titles).toEqual([
      'warning: [production] disk-full: log lines MATCH this error pattern',
      'warning: [production] disk-full: OVER after 19 min: log lines MATCHED this error pattern',
      'warning: [production] disk-full: log lines MATCH this error pattern',
    ]);
    expect(keys(world)).toEqual([
      'migrate-watch/production/disk-full/pattern/1 quiet',
      'migrate-watch/production/disk-full/pattern/2 open',
    ]);
    expect(world.incidents.openIncidents().map(({ conditions }) => conditions)).toEqual([[]]);
  });

  test('ends its incident when it is OK, even if the notification is late', async () => {
    const world = new PageWorld();
    await tell(world, 'ALARM', 1);
    await tell(world, 'OK', 20, 45);
    expect(world.titles.at(-1)).toContain('OVER after 19 min');
  });

  test('is reported once, as information, if it is OK again before its page was sent', async () => {
    const world = new PageWorld();
    await tell(world, 'OK', 20);
    expect(world.titles).toEqual([]);

    await tell(world, 'ALARM', 1);
    expect(world.titles).toEqual([
      'info: [production] disk-full: log lines MATCHED this error pattern, but it is over: no more lines match',
    ]);
    expect(keys(world)).toEqual(['migrate-watch/production/disk-full/pattern/1 quiet']);
  });
});
