import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  extractMigrateLines,
  linesFact,
} from '../../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import type { Fact } from '../../../../lambda/domain/model/fact.ts';
import type { LogEvent } from '../../../../lambda/domain/model/log-batch.ts';
import type { Run } from '../../../../lambda/domain/model/run.ts';
import type { Source } from '../../../../lambda/domain/model/target.ts';
import { fold } from '../../../../lambda/domain/runs/fold/fold.ts';
import {
  endedFact,
  LOG_GROUP,
  LOG_STREAM,
  ORIGIN,
  startedFact,
  T0,
} from '../../../builders/facts-and-runs.ts';
import { DEDICATED, sourcesOf } from '../../../sources-of.ts';

const ORDERS = { environment: 'production', database: 'orders' };
/** Fits no origin of these tests. */
const ELSEWHERE = sourcesOf('sources: [{ logGroup: /ecs/other, database: orders }]');

const orders = 'migrate-watch: database=orders environment=staging files=1,2';
const users = 'migrate-watch: database=users environment=staging files=1,2,3';

/** Lines one second apart, from `T0` on. */
function events(texts: readonly string[]): LogEvent[] {
  return texts.map((text, index) => ({
    id: String(index).padStart(56, '0'),
    timestamp: T0 + index * 1_000,
    message: text,
  }));
}

function factOf(batch: readonly LogEvent[]): Fact[] {
  const lines = extractMigrateLines({ logGroup: LOG_GROUP, logStream: LOG_STREAM, events: batch });
  return lines.map((admitted) => linesFact(admitted, `batch ${batch[0]?.id} ${batch.length}`, 'batch'));
}

function runsOf(facts: readonly Fact[], sources: readonly Source[] = ELSEWHERE): readonly Run[] {
  return fold(facts, { origin: ORIGIN, sources });
}

const printed = (...texts: string[]) => factOf(events(texts));
const databases = (runs: readonly Run[]) => runs.map(({ target }) => target.database);
const files = (runs: readonly Run[]) => runs.map(({ announcedFiles }) => announcedFiles?.newest.join());

describe('an announcement belongs to', () => {
  test('the next run', () => {
    const runs = runsOf(printed(orders, '1/u a (1ms)', '2/u b (2ms)'));
    expect(databases(runs)).toEqual(['orders']);
    expect(files(runs)).toEqual(['1,2']);
    expect(runs[0]).toMatchObject({ startedAt: T0 + 1_000, findings: [] });
  });

  test('the run of a dedicated container, which exists before anything is printed', () => {
    const facts = [startedFact({ at: T0 - 1_000 }), ...printed(orders)];
    const runs = runsOf(facts, DEDICATED);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ outcome: 'running', target: ORDERS, lastEventAt: T0 });
    expect(files(runs)).toEqual(['1,2']);
    expect(files(runsOf([...facts, endedFact({ at: T0 + 9_000 })], DEDICATED))).toEqual(['1,2']);
  });

  test('one run only; the next run has its own, or none', () => {
    const runs = runsOf(printed(orders, '1/u a (1ms)', users, 'no change', 'no change'));
    expect(databases(runs)).toEqual(['orders', 'users', 'unmatched']);
    expect(files(runs)).toEqual(['1,2', '1,2,3', undefined]);
  });

  test('an announcement separates plain runs that print no end', () => {
    const runs = runsOf(printed(orders, '1/u a (1ms)', users, '2/u b (3s)'));
    expect(runs.map(({ migrations }) => migrations.map(({ version }) => version))).toEqual([['1'], ['2']]);
    expect(runs.map(({ outcome, endSeen }) => [outcome, endSeen])).toEqual([
      ['succeeded', true],
      ['running', false],
    ]);
  });

  test('a run that is executing continues, because the line may belong to another process', () => {
    const stamp = '2026/03/05 10:00:00 ';
    const runs = runsOf(
      printed(
        `${stamp}Start buffering 1/u a`,
        `${stamp}Read and execute 1/u a`,
        users,
        `${stamp}Finished 1/u a (read 1ms, ran 2s)`,
        `${stamp}Finished after 2s`,
        'no change',
      ),
    );
    expect(databases(runs)).toEqual(['unmatched', 'users']);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['succeeded', 'no-change']);
  });

  test('the last announcement before a run counts, even before the command line of a build', () => {
    const command = '[Container] 2026/03/05 10:00:02 Running command migrate -path db -database "$DB" up';
    expect(databases(runsOf(printed(users, orders, command, 'no change')))).toEqual(['orders']);
  });

  test('the announcement in a shell’s trace is not a command line of migrate', () => {
    const facts = [startedFact({ at: T0 - 1_000 }), ...printed(`+ echo ${orders}`, orders, 'no change')];
    const runs = runsOf(facts, DEDICATED);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['no-change']);
    expect(files(runs)).toEqual(['1,2']);
  });

  test('a run that had settled is over when the next one is announced', () => {
    const settled = {
      kind: 'deadline',
      id: 'settled',
      what: 'settled',
      at: T0 + 500,
      runStartedAt: T0,
    } as const;
    const facts = [...printed('1/u a (1ms)', orders, '2/u b (2s)'), { ...settled, lastEventAt: T0 }];
    expect(files(runsOf(facts))).toEqual([undefined, '1,2']);
  });

  test('an announcement alone is not a run', () => {
    expect(runsOf(printed(orders))).toEqual([]);
  });

  test('a record without an announcement is unchanged', () => {
    expect(runsOf(printed('no change'))[0]).not.toHaveProperty('image');
  });
});

describe('the database that an announcement names', () => {
  const announced = (text: string, sources: readonly Source[]) => {
    const [run] = runsOf(printed(`migrate-watch: ${text}`, 'no change'), sources);
    return [run!.target.environment, run!.target.database, run!.findings.map(({ kind }) => kind).join()];
  };
  const of = (...environments: string[]) =>
    environments.map(
      (environment) =>
        `{ logGroup: /ecs/other, environment: ${environment}, rules: [{ container: ${environment}, database: users }] }`,
    );

  test.each<{
    readonly name: string;
    readonly text: string;
    readonly sources: readonly Source[];
    readonly expected: string[];
  }>([
    {
      name: 'counts where no source fits',
      text: 'database=orders environment=staging',
      sources: ELSEWHERE,
      expected: ['staging', 'orders', ''],
    },
    {
      name: 'gives way to a source',
      text: 'database=x environment=staging',
      sources: DEDICATED,
      expected: ['production', 'orders', ''],
    },
    {
      name: 'is of the only environment there is',
      text: 'database=orders',
      sources: sourcesOf(`sources: [${of('dev')}]`),
      expected: ['dev', 'orders', ''],
    },
    {
      name: 'is of the environment of its log group',
      text: 'database=orders',
      sources: sourcesOf(
        `sources: [${of('dev')}, { logGroup: ${LOG_GROUP}, environment: production, rules: [{ command: db/orders, database: orders }] }]`,
      ),
      expected: ['production', 'orders', ''],
    },
    {
      name: 'is unmatched where several environments come into question',
      text: 'database=orders',
      sources: sourcesOf(`sources: [${of('dev', 'test')}]`),
      expected: ['unmatched', 'unmatched', 'unmatched-target'],
    },
    {
      name: 'is unmatched where the environment cannot be used',
      text: 'database=orders environment=canary',
      sources: ELSEWHERE,
      expected: ['unmatched', 'unmatched', 'announcement,unmatched-target'],
    },
    {
      name: 'is told when it cannot be used',
      text: 'database=a/b',
      sources: ELSEWHERE,
      expected: ['unmatched', 'unmatched', 'announcement,unmatched-target'],
    },
    {
      name: 'needs an environment where no source is declared',
      text: 'database=orders',
      sources: [],
      expected: ['unmatched', 'unmatched', ''],
    },
  ])('$name', ({ text, sources, expected }) => {
    expect(announced(text, sources)).toEqual(expected);
  });
});

describe('what one run shows about its image', () => {
  const findings = (...texts: string[]) => {
    const [run] = runsOf(printed(...texts), DEDICATED);
    return [run!.announcedFiles?.newest.join(), ...run!.findings.map(({ kind }) => kind)];
  };
  const STAMP = '2026/03/05 10:00:00 ';

  test.each<[string, string[], (string | undefined)[]]>([
    ['files that it applied', ['migrate-watch: files=1,2', '2/u b (1ms)'], ['1,2']],
    ['files with zeros before', ['migrate-watch: files=0001,0002', '2/u b (1ms)'], ['1,2']],
    ['a direction without a file', ['migrate-watch: files=1', '2/u <empty> (1ms)'], ['1']],
    [
      'files that lack what it applied',
      ['migrate-watch: files=1', '2/u b (1ms)'],
      [undefined, 'announcement'],
    ],
    ['a version below all there are', ['migrate-watch: files=2', '1/u b (1ms)'], [undefined, 'announcement']],
    ['a version below those listed', ['migrate-watch: files=8,9 of=9', '7/u b (1ms)'], ['8,9']],
    ['an older image, as `version` says', ['migrate-watch: files=1,2', `${STAMP}3`], ['1,2', 'image-older']],
    ['the database at its highest', ['migrate-watch: files=1,2', `${STAMP}2`], ['1,2']],
    ['a dirty database', ['migrate-watch: files=1,2', '3 (dirty)'], ['1,2']],
    ['files that cannot be used', ['migrate-watch: files=one', 'no change'], [undefined, 'announcement']],
    [
      'no file for the recorded version, as the error says',
      [
        'migrate-watch: files=1,2',
        'error: no migration found for version 3: read down for version 3 .: file does not exist',
      ],
      ['1,2', 'image-older'],
    ],
  ])('%s', (_name, texts, expected) => {
    expect(findings(...texts)).toEqual(expected);
  });

  const SAID = 'files=1,2 digests=aaaaaaa1,bbbbbbb2 sql=m,r:orders commit=3d1b5508 url=postgres://db/orders';

  test('each migration has the digest and the class of its file', () => {
    const [run] = runsOf(printed(`migrate-watch: ${SAID}`, '1/u a (1ms)', '2/u b (2ms)'), DEDICATED);
    expect(run!.migrations.map(({ version, digest, sql }) => [version, digest, sql])).toEqual([
      ['1', 'aaaaaaa1', { class: 'metadata' }],
      ['2', 'bbbbbbb2', { class: 'rows', table: 'orders' }],
    ]);
    expect(run).toMatchObject({ commit: '3d1b5508', databaseUrl: 'postgres://db/orders', findings: [] });
  });

  test('a down migration has none, because only up files are announced', () => {
    const [run] = runsOf(printed(`migrate-watch: ${SAID}`, '2/d b (1ms)'), DEDICATED);
    expect(run!.migrations).toHaveLength(1);
    expect(run!.migrations[0]).not.toHaveProperty('digest');
    expect(run!.migrations[0]).not.toHaveProperty('sql');
  });

  test('a migration whose digest is not known has none', () => {
    const text = 'migrate-watch: files=1,2 digests=-,bbbbbbb2';
    const [run] = runsOf(printed(text, '1/u a (1ms)', '2/u b (2ms)'), DEDICATED);
    expect(run!.migrations.map(({ digest }) => digest)).toEqual([undefined, 'bbbbbbb2']);
    expect(run!.migrations[0]).not.toHaveProperty('digest');
    expect(run).not.toHaveProperty('commit');
  });

  test('of files that are not those of the run neither digests nor commit are kept', () => {
    const [run] = runsOf(printed(`migrate-watch: ${SAID}`, '3/u c (1ms)'), DEDICATED);
    expect(run!.migrations[0]).not.toHaveProperty('digest');
    expect(run).not.toHaveProperty('commit');
  });

  test('what cannot be used is named, and the rest is used', () => {
    const text =
      'migrate-watch: files=1,2 digests=aaaaaaa1 sql=m,r:orders commit=main url=postgres://a:b@db/x';
    const [run] = runsOf(printed(text, '2/u b (2ms)'), DEDICATED);
    expect(run!.migrations[0]).toMatchObject({ sql: { class: 'rows', table: 'orders' } });
    expect(run!.findings.map(({ text: said }) => /announced as (\w+) is ignored/.exec(said)?.[1])).toEqual([
      'url',
      'digests',
      'commit',
    ]);
  });

  test('a secret in an announcement counts for the run that the announcement belongs to', () => {
    const [run] = runsOf(printed('migrate-watch: files=1 password=hunter2hunter2', 'no change'));
    expect(run!.leaked).toEqual(['password']);
  });
});

test('any order, repeat and cut of deliveries gives the same runs', () => {
  const lines = events([
    `${orders} digests=aaaaaaa1,bbbbbbb2 sql=m,r:orders commit=3d1b5508`,
    '1/u a (1ms)',
    '2/u b (2ms)',
    users,
    '3/u c (1ms)',
    'migrate-watch: database=? files=1',
    'no change',
    orders,
    orders.replace('files=1,2', 'files=1,2,3'),
    '3/d c (1ms)',
    users,
  ]);
  const expected = runsOf([...factOf(lines), endedFact({ at: T0 + 1e6, exitCode: 1 })]);
  expect(files(expected)).toEqual(['1,2', '1,2,3', '1', '1,2,3']);
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: lines.length - 1 }), { maxLength: 6 });
  fc.assert(
    fc.property(cuts, fc.integer(), (borders, order) => {
      const edges = [0, ...[...borders].sort((a, b) => a - b), lines.length];
      const batches = edges.slice(1).map((edge, index) => lines.slice(edges[index], edge));
      const facts = [
        ...batches.flatMap((batch) => factOf(batch)),
        ...factOf(lines.slice(2, 9)),
        endedFact({ at: T0 + 1e6, exitCode: 1 }),
      ];
      const shuffled = facts
        .map((fact, index) => ({ fact, key: Math.imul(order + index, 2654435761) }))
        .sort((a, b) => a.key - b.key);
      expect(runsOf(shuffled.map(({ fact }) => fact))).toEqual(expected);
    }),
    { seed: 20260305, numRuns: 300 },
  );
});
