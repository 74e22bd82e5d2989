import { describe, expect, test } from 'vitest';
import { FAILS, ONE_GROUP, type Printed, told } from './story.ts';

const STREAM = 'orders/migrate';
const REFUSED = 'error: dial tcp 10.0.0.1:5432: connect: connection refused';
const FULL = 'error: pq: sorry, too many clients already';
const LOCKED = "error: can't acquire lock";

/** `count` tasks within `minutes`, each of which prints the next lines. */
function tasks(count: number, minutes: number, lines: (n: number) => readonly string[]): readonly Printed[] {
  return Array.from({ length: count }, (_, n) => ({
    at: (n * minutes) / count,
    stream: STREAM,
    lines: lines(n),
  }));
}

const named = (version: number) => [
  `2026/11/22 12:46:58 Read and execute ${version}/u a`,
  `2026/11/22 12:46:58 error: migration failed: relation "t" does not exist in line 1: ALTER TABLE t ADD a int;\n (details: pq: relation "t" does not exist)`,
];

async function kindsOf(happenings: Parameters<typeof told>[1]) {
  const { pages, incidents } = await told(ONE_GROUP, happenings);
  const of = (kind: string) => pages.filter((page) => page.kind === kind).length;
  return { pages, incidents, opened: of('opened'), resolved: of('resolved') };
}

test('errors of one class that take turns are one incident', async () => {
  const { opened, resolved, incidents } = await kindsOf([
    ...tasks(200, 1, (n) => [n % 2 ? FULL : REFUSED]),
    // Until a minute has passed, trying again may mend it.
    { sweepAt: 2.5 },
    ...tasks(20, 1, (n) => [n % 2 ? FULL : REFUSED]).map((task) => ({ ...task, at: task.at + 3 })),
    { sweepAt: 6 },
  ]);
  expect({ opened, resolved }).toEqual({ opened: 1, resolved: 0 });
  expect(incidents.filter(({ ended }) => ended === null)).toHaveLength(1);
});

test('failures of several classes that take turns are five incidents at most', async () => {
  const turns = [named(3), named(4), [REFUSED], [LOCKED]];
  const { opened, resolved } = await kindsOf(tasks(100, 5, (n) => turns[n % 4]!));
  expect(opened).toBeLessThanOrEqual(5);
  expect(resolved).toBeLessThan(5);
});

describe('many different failures within ten minutes', () => {
  const forged = (count: number) => tasks(count, 9.5, (n) => named(n + 10));

  test('are a dozen pages, which say what joined', async () => {
    const { pages, opened, incidents } = await kindsOf([...forged(1_000), { sweepAt: 10 }, { sweepAt: 11 }]);
    expect(pages.length).toBeLessThanOrEqual(12);
    expect(opened).toBeLessThanOrEqual(6);
    const updates = pages.filter(({ kind }) => kind === 'updated');
    expect(updates).toHaveLength(1);
    expect(updates[0]!.text).toContain('Many different failures');
    expect(updates[0]!.text).toContain('version 1009, migration-failed');
    expect(incidents.filter(({ ended }) => ended === null)).toHaveLength(1);
  });

  test('do not silence one of another class, nor the first that says dirty', async () => {
    const honest = {
      at: 9.6,
      stream: STREAM,
      lines: ['error: no migration found for version 7: read down for version 7 .: file does not exist'],
    };
    const { pages } = await kindsOf([...forged(200), honest]);
    expect(pages.filter(({ kind }) => kind === 'opened').at(-1)!.title).toContain('no file for version 7');
  });

  test('wake again when the ten minutes are over', async () => {
    const { pages } = await kindsOf([...forged(200), { at: 20, stream: STREAM, lines: named(5_000) }]);
    expect(pages.filter(({ kind }) => kind === 'opened').at(-1)!.title).toContain('5000 a FAILED');
  });
});

test('the first dirty database wakes, however many failures came before that left it alone', async () => {
  const sources = Array.from({ length: 30 }, (_, n) => [
    `error: no migration found for version ${n}: read down for version ${n} .: file does not exist`,
  ]);
  const { pages } = await kindsOf([
    ...tasks(30, 5, (n) => sources[n]!),
    { at: 6, stream: STREAM, lines: FAILS },
  ]);
  expect(pages.filter(({ kind }) => kind === 'opened').at(-1)!.title).toContain('DIRTY at 3');
});

describe('runs that are slow together', () => {
  const executing = ['2026/11/22 12:46:58 Read and execute 3/u a'];
  const minutes = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => ({ sweepAt: from + n }));

  test.each([100, 250])(
    'are one incident, told once and once more when it is critical: %i of them',
    async (count) => {
      const { pages, incidents } = await told(ONE_GROUP, [
        ...tasks(count, 0, () => executing),
        ...minutes(1, 16),
      ]);
      expect(pages.map(({ kind, topics }) => [kind, topics])).toEqual([
        ['opened', ['warning']],
        ['updated', ['warning', 'critical']],
      ]);
      expect(pages[1]!.title).toContain(`${count} runs are SLOW together`);
      expect(pages[1]!.text.match(/ecs\//g)!.length).toBeLessThanOrEqual(12);
      expect(incidents.map(({ kind, ended }) => [kind, ended])).toEqual([['slow', null]]);
    },
  );

  test('are over when none of them is slow any more', async () => {
    const stream = (n: number) => `orders/migrate/${n.toString(16).padStart(32, '0')}`;
    const starts = [0, 1, 2].map((n) => ({ at: n * 2, stream: stream(n), lines: executing }));
    const ends = [0, 1, 2].map((n) => ({
      at: 20 + n * 5,
      stream: stream(n),
      lines: [
        '2026/11/22 12:46:58 Finished 3/u a (read 1ms, ran 9m)',
        '2026/11/22 12:46:58 Finished after 9m',
      ],
    }));
    const { pages, incidents } = await told(ONE_GROUP, [
      ...starts,
      ...minutes(5, 19),
      ...ends,
      { sweepAt: 31 },
    ]);
    const slow = incidents.filter(({ kind }) => kind === 'slow');
    expect(slow).toMatchObject([{ ended: '2026-03-05T02:43:00.000Z' }]);
    expect(pages.filter(({ key }) => key === slow[0]!.key).map(({ kind }) => kind)).toEqual([
      'opened',
      'updated',
      'resolved',
    ]);
    expect(pages.at(-1)!.text).toContain('All of them have ended.');
  });

  test('and one that fails among them is told as that', async () => {
    const stream = `orders/migrate/${'0'.repeat(32)}`;
    const { pages } = await told(ONE_GROUP, [
      { at: 0, stream, lines: executing },
      ...tasks(200, 0, () => executing).map((task) => ({ ...task, at: 0.1 })),
      ...minutes(5, 16),
      { at: 17, stream, lines: FAILS.slice(1) },
    ]);
    expect(pages.at(-1)).toMatchObject({ kind: 'opened', topics: ['critical'] });
    expect(pages.at(-1)!.title).toContain('DIRTY at 3');
  });
});

describe('announced databases', () => {
  const settings = `sources: [{ logGroup: /ecs/orders, rules: [{ streamPrefix: orders/declared, database: orders }] }]`;
  const failsIn = (database: string, at: number, stream = 'orders/entry'): Printed => ({
    at,
    stream,
    lines: [`migrate-watch: database=${database} environment=production`, ...FAILS],
  });

  test('over the limit share one incident that names them, and a declared one has its own', async () => {
    const { pages, incidents } = await told(settings, [
      ...Array.from({ length: 60 }, (_, n) => failsIn(`db${n}`, n / 20)),
      { at: 5, stream: 'orders/declared', lines: FAILS },
      { sweepAt: 9 },
      { sweepAt: 11 },
      { sweepAt: 12 },
    ]);
    const opened = pages.filter(({ kind }) => kind === 'opened').map(({ key }) => key.split('/')[2]);
    expect(opened).toEqual([
      ...Array.from({ length: 10 }, (_, n) => `db${n}`),
      'announced-databases',
      'orders',
    ]);
    const updates = pages.filter(({ kind }) => kind === 'updated');
    expect(updates.map(({ at, key }) => [at.slice(11, 16), key])).toEqual([
      ['02:13', 'migrate-watch/production/announced-databases/migration/1'],
      ['02:24', 'migrate-watch/production/announced-databases/migration/1'],
    ]);
    expect(updates[0]!.title).toContain('MANY announced databases are in trouble');
    const texts = updates.map(({ text }) => text.replace(/\s+/g, ' '));
    expect(texts[0]).toContain('10 more are in trouble. They are db10, db11');
    expect(texts[1]).toContain('50 more are in trouble. They are db30, db31');
    expect(texts[1]).toContain('db59 and 20 others.');
    expect(incidents.filter(({ ended }) => ended === null)).toHaveLength(62);
  });

  test('are told by themselves again when fewer are in trouble', async () => {
    const clean = (n: number) => ({
      at: 5,
      stream: 'orders/entry',
      lines: [`migrate-watch: database=db${n} environment=production`, 'no change'],
    });
    const { pages } = await told(settings, [
      ...Array.from({ length: 12 }, (_, n) => failsIn(`db${n}`, n / 20)),
      ...Array.from({ length: 12 }, (_, n) => clean(n)),
      failsIn('another', 6),
    ]);
    expect(pages.filter(({ kind }) => kind === 'resolved')).toHaveLength(10);
    expect(pages.at(-1)).toMatchObject({
      kind: 'opened',
      key: 'migrate-watch/production/another/migration/1',
    });
  });
});
