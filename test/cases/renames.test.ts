import { describe, expect, test } from 'vitest';
import { FAILS, type Happening, told } from './story.ts';

const MIGRATE = 'orders/migrate';
const failsAt = (at: number, stream = MIGRATE): Happening => ({ at, stream, lines: FAILS });
const noChangeAt = (at: number, stream = MIGRATE): Happening => ({ at, stream, lines: ['no change'] });
const sweeps = (from: number, to: number, every = 1): Happening[] =>
  Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, n) => ({ sweepAt: from + n * every }));

const settings = (environment: string, database: string, more = '') =>
  `sources: [{ logGroup: /ecs/orders, environment: ${environment}, database: ${database} }]\n${more}`;
const BEFORE = settings('production', 'orders');
const WAS = settings('prod', 'orders', 'environments: { prod: { was: production, severity: critical } }');
const KEY = 'migrate-watch/production/orders/migration/1';

const briefly = ({ pages, incidents }: Awaited<ReturnType<typeof told>>) => ({
  pages: pages.map(({ kind, key, title }) => `${kind} ${key} ${title}`),
  incidents: incidents.map(({ key, ended }) => `${key} ${ended === null ? 'open' : 'over'}`),
});

describe('renamed with was', () => {
  test('a clean run under the new name ends the incident under its old key', async () => {
    const played = await told(BEFORE, [
      failsAt(0),
      { deployedAt: 60, settings: WAS },
      ...sweeps(60, 75),
      noChangeAt(80),
      ...sweeps(81, 120, 13),
    ]);
    const { pages, incidents } = briefly(played);
    expect(incidents).toEqual([`${KEY} over`]);
    expect(pages).toEqual([
      expect.stringMatching(`^opened ${KEY} \\[production\\] orders: `),
      expect.stringMatching(`^reminder ${KEY} \\[prod\\] orders: STILL DIRTY at 3`),
      expect.stringMatching(`^resolved ${KEY} \\[prod\\] orders: RESOLVED`),
    ]);
  });

  test('further trouble is the next number, under the new name', async () => {
    const played = await told(BEFORE, [
      failsAt(0),
      { deployedAt: 60, settings: WAS },
      noChangeAt(80),
      { sweepAt: 100 },
      failsAt(200),
      { sweepAt: 201 },
    ]);
    const { incidents } = briefly(played);
    expect(incidents).toEqual([`${KEY} over`, 'migrate-watch/prod/orders/migration/2 open']);
    expect(played.pages.at(-1)).toMatchObject({ kind: 'opened', topics: ['critical'] });
  });

  test('what happened before `was` was written is joined with it', async () => {
    const played = await told(BEFORE, [
      failsAt(0),
      {
        deployedAt: 1,
        settings: settings('prod', 'orders', 'environments: { prod: { severity: critical } }'),
      },
      failsAt(2),
      { deployedAt: 5, settings: WAS },
      noChangeAt(6),
      ...sweeps(7, 60, 5),
      failsAt(70),
    ]);
    const { incidents } = briefly(played);
    expect(incidents).toEqual([
      `${KEY} over`,
      'migrate-watch/prod/orders/migration/1 over',
      'migrate-watch/prod/orders/migration/2 open',
    ]);
  });

  test('both names at once, a list of names, and a database that is only announced', async () => {
    const named = (environment: string, more = '') =>
      `sources: [{ logGroup: /ecs/orders, environment: ${environment}, rules: [{ container: legacy, database: legacy }] }]\n${more}`;
    const announces = (at: number, database: string): Happening => ({
      at,
      stream: MIGRATE,
      lines: [`migrate-watch: database=${database}`, ...FAILS],
    });
    const played = await told(named('production'), [
      announces(0, 'billing'),
      {
        deployedAt: 5,
        settings: named(
          'live',
          'environments: { live: { was: [prod, production] } }\ndatabases: { legacy: { was: old }, bills: { was: [billing] } }',
        ),
      },
      ...sweeps(5, 50, 5),
      // The entrypoint still has the former name.
      {
        at: 60,
        stream: MIGRATE,
        lines: ['migrate-watch: database=billing environment=production', 'no change'],
      },
      ...sweeps(61, 120, 13),
    ]);
    const { incidents, pages } = briefly(played);
    const key = 'migrate-watch/production/billing/migration/1';
    expect(incidents).toEqual([`${key} over`]);
    expect(pages).toEqual([
      expect.stringMatching(`^opened ${key} \\[production\\] billing: `),
      expect.stringMatching(`^resolved ${key} \\[live\\] bills: RESOLVED`),
    ]);
  });
});

describe('no longer named', () => {
  test.each([
    ['environment renamed without was', settings('prod', 'orders')],
    ['database renamed without was', settings('production', 'shop')],
    ['removed with its log group', 'sources: [{ logGroup: /ecs/other, database: other }]'],
    [
      'removed from a log group that others share',
      'sources: [{ logGroup: /ecs/orders, rules: [{ container: other, database: other }] }]',
    ],
  ])('%s: ended once, and nothing follows', async (_name, after) => {
    const played = await told(BEFORE, [
      failsAt(0),
      { deployedAt: 5, settings: after },
      ...sweeps(5, 30),
      ...sweeps(60, 24 * 60, 60),
    ]);
    const { pages, incidents } = briefly(played);
    expect(incidents).toEqual([`${KEY} over`]);
    expect(pages).toEqual([
      expect.stringMatching(`^opened ${KEY}`),
      expect.stringMatching(`^resolved ${KEY} \\[production\\] orders: NO LONGER WATCHED after`),
    ]);
    expect(played.pages[1]!.text.replace(/\n +/g, ' ')).toContain(
      'No longer watched: the settings of 2026-03-05 no longer name it; its last known state is dirty at 3.',
    );
    expect(played.pages[1]!.topics).toEqual(['critical']);
  });

  test('a run in flight is not reported, and its record says that its end is not known', async () => {
    const begins: Happening = {
      at: 0,
      stream: MIGRATE,
      lines: ['2026/03/05 02:13:00 Read and execute 3/u a'],
    };
    const after = 'sources: [{ logGroup: /ecs/other, database: other }]';
    const played = await told(BEFORE, [
      begins,
      { deployedAt: 2, settings: after },
      ...sweeps(2, 60),
      ...sweeps(120, 24 * 60, 60),
    ]);
    expect(briefly(played)).toEqual({ pages: [], incidents: [] });
    expect(played.runs.map(({ outcome, environment }) => `${environment} ${outcome}`)).toEqual([
      'production unknown',
    ]);
  });

  test('a silent run in flight: its incident ends too', async () => {
    const begins: Happening = {
      at: 0,
      stream: MIGRATE,
      lines: ['2026/03/05 02:13:00 Read and execute 3/u a'],
    };
    const played = await told(BEFORE, [
      begins,
      ...sweeps(1, 20),
      { deployedAt: 21, settings: 'sources: [{ logGroup: /ecs/other, database: other }]' },
      ...sweeps(21, 60),
      ...sweeps(120, 24 * 60, 60),
    ]);
    const { incidents, pages } = briefly(played);
    expect(incidents).toEqual(['migrate-watch/production/orders/slow/1 over']);
    expect(pages.at(-1)).toMatch(/^resolved .* NO LONGER WATCHED after/);
  });

  test('the name comes back: new evidence opens the next number', async () => {
    const played = await told(BEFORE, [
      failsAt(0),
      { deployedAt: 5, settings: settings('prod', 'orders') },
      ...sweeps(5, 30),
      { deployedAt: 40, settings: BEFORE },
      ...sweeps(40, 100),
      failsAt(110),
      { sweepAt: 111 },
    ]);
    const { incidents } = briefly(played);
    expect(incidents).toEqual([`${KEY} over`, 'migrate-watch/production/orders/migration/2 open']);
  });

  test('an announced database is watched while its log group is', async () => {
    const announced: Happening = {
      at: 0,
      stream: MIGRATE,
      lines: ['migrate-watch: database=billing environment=staging', ...FAILS],
    };
    const group = (name: string) =>
      `sources: [{ logGroup: ${name}, rules: [{ container: legacy, database: legacy }] }]`;
    const before = group('/ecs/orders');
    const watched = await told(before, [announced, ...sweeps(1, 60)]);
    expect(briefly(watched).incidents).toEqual(['migrate-watch/staging/billing/migration/1 open']);
    const removed = await told(before, [
      announced,
      { deployedAt: 1, settings: group('/ecs/b') },
      ...sweeps(2, 60),
    ]);
    expect(briefly(removed).incidents).toEqual(['migrate-watch/staging/billing/migration/1 over']);
    expect(removed.pages.at(-1)!.title).toContain('NO LONGER WATCHED');
  });

  test('an expected run that did not come: its incident ends, and no other opens', async () => {
    const expected = (time: string) =>
      settings(
        'production',
        'orders',
        `expectedRuns: [{ name: nightly, schedule: cron(${time} * * *), within: 5m, database: orders }]`,
      );
    const after = settings('production', 'shop');
    const missed = await told(expected('15 2'), [
      ...sweeps(1, 20),
      { deployedAt: 21, settings: after },
      ...sweeps(21, 60),
    ]);
    expect(briefly(missed).incidents).toEqual(['migrate-watch/production/orders/missing/1 over']);
    const waiting = await told(expected('15 2'), [
      ...sweeps(1, 4),
      { deployedAt: 5, settings: after },
      ...sweeps(6, 60),
    ]);
    expect(briefly(waiting)).toEqual({ pages: [], incidents: [] });
  });
});
