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

test('a storm of failures that does not stop is reported within minutes, and remains one incident', async () => {
  const perMinute = 150;
  const minutes = 6;
  const storm = tasks(perMinute * minutes, minutes, (n) => [n % 2 ? FULL : REFUSED]);
  const sweeps = Array.from({ length: minutes + 2 }, (_, n) => ({ sweepAt: n + 1 }));
  const at = (each: (typeof storm)[number] | (typeof sweeps)[number]) =>
    'sweepAt' in each ? each.sweepAt : each.at;
  const { pages } = await kindsOf([...storm, ...sweeps].sort((a, b) => at(a) - at(b)));
  expect(pages).toHaveLength(1);
  // A minute until trying again has not mended it.
  expect(pages[0]!.at).toBe('2026-03-05T02:14:00.000Z');
  expect(pages[0]!.text).toContain('2026-03-05 02:13:00 UTC');
});

test('failures of several classes that take turns are five incidents at most', async () => {
  const turns = [named(3), named(4), [REFUSED], [LOCKED]];
  const { opened, resolved } = await kindsOf(tasks(100, 5, (n) => turns[n % 4]!));
  expect(opened).toBeLessThanOrEqual(5);
  expect(resolved).toBeLessThan(5);
});

describe('many different failures within ten minutes', () => {
  const forged = (count: number) => tasks(count, 9.5, (n) => named(n + 10));

  test('send a dozen pages, which say what joined', async () => {
    const { pages, opened, incidents } = await kindsOf([...forged(1_000), { sweepAt: 10 }, { sweepAt: 11 }]);
    expect(pages.length).toBeLessThanOrEqual(12);
    expect(opened).toBeLessThanOrEqual(6);

    const last = pages.at(-1)!;
    expect(last).toMatchObject({ kind: 'opened', key: pages.at(-2)!.key });
    expect(last.title).toContain('STILL IN TROUBLE');
    expect(last.text).toContain('Many different failures');
    expect(last.text).toContain('version 1009, migration-failed');
    expect(last.text.replace(/\s+/g, ' ')).toContain('Opened again, because more joined it');
    expect(incidents.filter(({ ended }) => ended === null)).toHaveLength(1);
  });

  test('do not hide a failure of another class, nor the first that leaves the database dirty', async () => {
    const honest = {
      at: 9.6,
      stream: STREAM,
      lines: ['error: no migration found for version 7: read down for version 7 .: file does not exist'],
    };
    const { pages } = await kindsOf([...forged(200), honest]);
    expect(pages.filter(({ kind }) => kind === 'opened').at(-1)!.title).toContain('no file for version 7');
  });

  test('send a page again when the ten minutes are over', async () => {
    const { pages } = await kindsOf([...forged(200), { at: 20, stream: STREAM, lines: named(5_000) }]);
    expect(pages.filter(({ kind }) => kind === 'opened').at(-1)!.title).toContain('5000 a FAILED');
  });
});

test('the first dirty database sends a page, even after many failures that did not make it dirty', async () => {
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
    'are one incident, reported once and again when it is critical: %i of them',
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
      expect(pages[1]!.text.match(/ecs\//g)!.length).toBeLessThanOrEqual(7);
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

  test.each([250])('are over only when the last of %i has ended, even if not all are kept', async (count) => {
    const stream = (n: number) => `orders/migrate/${n.toString(16).padStart(32, '0')}`;
    const starts = Array.from({ length: count }, (_, n) => ({
      at: n / 1_000,
      stream: stream(n),
      lines: executing,
    }));
    const ending = (n: number, at: number) => ({
      at,
      stream: stream(n),
      lines: [
        '2026/11/22 12:46:58 Finished 3/u a (read 1ms, ran 9m)',
        '2026/11/22 12:46:58 Finished after 9m',
      ],
    });
    // The newest first: the last to end is among the oldest.
    const ends = (from: number, to: number, at: number) =>
      Array.from({ length: from - to }, (_, n) => ending(from - 1 - n, at));
    const slow = async (...more: Parameters<typeof told>[1]) => {
      const { pages, incidents } = await told(ONE_GROUP, [...starts, ...minutes(5, 16), ...more]);
      const found = incidents.filter(({ kind }) => kind === 'slow');
      return { found, pages: pages.filter(({ key }) => found.some((incident) => incident.key === key)) };
    };
    const allButOne = [...ends(count, 3, 20), ...ends(2, 0, 21), { sweepAt: 22 }];
    const before = await slow(...allButOne);
    expect(before.found.map(({ ended }) => ended)).toEqual([null]);

    const after = await slow(...allButOne, ending(2, 25), { sweepAt: 26 });
    expect(after.found.map(({ ended }) => ended)).toEqual(['2026-03-05T02:38:00.000Z']);
    expect(after.pages.map(({ kind }) => kind)).toEqual(['opened', 'updated', 'resolved']);
    expect(after.pages[1]!.text.replace(/\s+/g, ' ')).toContain(`${count} of ${count} go on`);
  });

  test('do not hide one among them that fails', async () => {
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

  test('share one incident that names them if there are too many, and a declared database has its own', async () => {
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
      'announced-databases',
    ]);

    const updates = pages.filter(({ key }) => key.includes('announced-databases')).slice(1);
    expect(updates.map(({ at, kind, key }) => [at.slice(11, 16), kind, key])).toEqual([
      ['02:13', 'updated', 'migrate-watch/production/announced-databases/migration/1'],
      // A person who acknowledged one database does not know about the others.
      ['02:24', 'opened', 'migrate-watch/production/announced-databases/migration/1'],
    ]);
    expect(updates[0]!.title).toContain('MANY announced databases are in trouble');

    const texts = updates.map(({ text }) => text.replace(/\s+/g, ' '));
    expect(texts[0]).toContain('10 more are in trouble. They are db10, db11');
    expect(texts[1]).toContain('50 more are in trouble. They are db30, db31');
    expect(texts[1]).toContain('db59 and 20 others.');
    expect(incidents.filter(({ ended }) => ended === null)).toHaveLength(62);
  });

  describe('that share an incident', () => {
    const key = 'migrate-watch/production/announced-databases/migration/1';
    const mends = (n: number, at: number) => ({
      at,
      stream: 'orders/entry',
      lines: [`migrate-watch: database=db${n} environment=production`, 'no change'],
    });
    const inTrouble = Array.from({ length: 50 }, (_, n) => failsIn(`db${n}`, n / 20));
    const ofShared = async (...more: Parameters<typeof told>[1]) => {
      const { pages, incidents } = await told(settings, [...inTrouble, ...more]);
      return {
        pages: pages.filter((page) => page.key === key),
        shared: incidents.filter((incident) => incident.key.includes('announced-databases')),
      };
    };
    // Those after the tenth, the first of them last.
    const most = Array.from({ length: 39 }, (_, n) => mends(49 - n, 5 + n / 100));

    test('end it when the trouble of the last one has ended by evidence, and not before', async () => {
      const before = await ofShared(...most, { sweepAt: 9 });
      expect(before.shared).toMatchObject([{ ended: null }]);

      const after = await ofShared(...most, mends(10, 8), { sweepAt: 9 });
      expect(after.shared).toMatchObject([{ ended: '2026-03-05T02:21:00.000Z' }]);
      expect(after.pages.at(-1)).toMatchObject({ kind: 'resolved' });
      expect(after.pages.at(-1)!.text).toContain('The trouble of each of these databases is over.');
    });

    test('are listed if they are still in trouble', async () => {
      const { pages } = await ofShared(...most, { sweepAt: 11 }, { sweepAt: 14 });
      const text = pages.at(-1)!.text.replace(/\s+/g, ' ');
      expect(text).toContain(
        '1 more is in trouble. 39 were in trouble before and are in order again. It is db10.',
      );
    });

    test('open the next shared incident when new ones come after it', async () => {
      const { shared } = await ofShared(...most, mends(10, 8), failsIn('late', 12));
      expect(shared).toMatchObject([{ ended: '2026-03-05T02:21:00.000Z' }, { ended: null }]);
    });

    test('do not end it by a clean run from an unknown place', async () => {
      const elsewhere = { ...mends(10, 8), stream: 'web/server' };
      const { shared } = await ofShared(...most, elsewhere, { sweepAt: 9 });
      expect(shared).toMatchObject([{ ended: null }]);
    });
  });

  test('have pages of their own again when fewer are in trouble', async () => {
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
    // Ten of their own, and the one that two shared.
    expect(pages.filter(({ kind }) => kind === 'resolved')).toHaveLength(11);
    expect(pages.at(-1)).toMatchObject({
      kind: 'opened',
      key: 'migrate-watch/production/another/migration/1',
    });
  });
});
