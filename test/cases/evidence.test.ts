import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { taskRunning } from '../../bin/cli/aws-events/task-state.ts';
import { FAILS, NIGHT, ONE_GROUP, type Printed, told } from './story.ts';

const MIGRATE = 'orders/migrate';
const WEB = 'orders/web';
const failure: Printed = { at: 0, stream: MIGRATE, lines: FAILS };

/** golang-migrate's own message, whole, in the envelopes that it comes in. */
const PROOFS: readonly (readonly string[])[] = [
  ['no change'],
  ['2026/11/22 12:46:58 no change'],
  ['4/u b (3ms)'],
  ['2026/11/22 12:46:58 Finished 4/u b (read 1ms, ran 2ms)'],
  ['{"time":"2026-11-22T12:46:58Z","stream":"stdout","log":"no change\\n"}'],
  ['{"level":"info","msg":"Finished 4/u b (read 1ms, ran 2ms)"}'],
];

/** The same words after other words, and words of golang-migrate that prove nothing because other programs print them too. */
const NO_PROOFS: readonly (readonly string[])[] = [
  ['INFO database watcher - no change'],
  ['schema: no change'],
  ['database: No change.'],
  ['[web] no change'],
  ['migrate: 4/u b (3ms)'],
  ['{"level":"info","msg":"database: no change"}'],
  ['panic: no change'],
  ['Closing source and database'],
  ['2026/11/22 12:46:58 Closing source and database'],
  ['2026/11/22 12:46:58 3'],
  ['+ migrate -path m -database "$URL" up 0', 'no change'],
  ['+ migrate -path m -database "$URL" down 0', 'no change'],
  ['+ migrate -path m -database "$URL" version', '3'],
];

/** A run whose end nothing tells is taken for settled after a quarter of an hour. */
const LATER = [{ sweepAt: 20 }, { sweepAt: 40 }];

async function endsAfter(lines: readonly string[], stream: string, settings = ONE_GROUP) {
  const { incidents, pages } = await told(settings, [failure, { at: 1, stream, lines }, ...LATER]);
  const [incident] = incidents;
  expect(incident!.key).toBe('migrate-watch/production/orders/migration/1');
  expect(pages.filter(({ kind }) => kind === 'resolved').map(({ key }) => key)).toEqual(
    incident!.ended === null ? [] : [incident!.key],
  );
  return incident!.ended !== null;
}

test.each(PROOFS)('%s ends the incident if golang-migrate is known to print there', async (...lines) => {
  expect(await endsAfter(lines, MIGRATE)).toBe(true);
});

test.each([...PROOFS, ...NO_PROOFS])(
  '%s of another container does not end the incident',
  async (...lines) => {
    expect(await endsAfter(lines, WEB)).toBe(false);
  },
);

test.each(NO_PROOFS)('%s never ends the incident, wherever it is printed', async (...lines) => {
  expect(await endsAfter(lines, MIGRATE)).toBe(false);
});

describe('a place is known', () => {
  const rules =
    'sources: [{ logGroup: /ecs/orders, rules: [{ container: web, database: orders }, { database: orders }] }]';

  test('if settings name it', async () => {
    expect(await endsAfter(['no change'], WEB, rules)).toBe(true);
    expect(await endsAfter(['INFO database watcher - no change'], WEB, rules)).toBe(false);
  });

  test('if a migration was applied there before the trouble began, but not during the trouble', async () => {
    const clean = { stream: WEB, lines: ['no change'] };
    const before = await told(ONE_GROUP, [
      { ...clean, at: -60, arrives: 0, lines: ['2/u x (3ms)'] },
      failure,
      { ...clean, at: 1 },
      ...LATER,
    ]);
    expect(before.incidents[0]!.ended).not.toBeNull();
    const during = await told(ONE_GROUP, [
      failure,
      { ...clean, at: 1, lines: ['4/u x (3ms)'] },
      { ...clean, at: 2 },
      ...LATER,
    ]);
    expect(during.incidents[0]!.ended).toBeNull();
  });

  test('not merely because the same words were printed there before', async () => {
    const clean = { stream: WEB, lines: ['no change'] };
    const { incidents } = await told(ONE_GROUP, [
      { ...clean, at: -60, arrives: 0 },
      failure,
      { ...clean, at: 1 },
    ]);
    expect(incidents[0]!.ended).toBeNull();
  });

  test('if a run failed there', async () => {
    const refused = {
      at: 1,
      stream: 'orders/deploy',
      lines: ['error: Dirty database version 3. Fix and force version.'],
    };
    const { incidents } = await told(ONE_GROUP, [
      failure,
      refused,
      { at: 2, stream: 'orders/deploy', lines: ['no change'] },
    ]);
    expect(incidents.map(({ ended }) => ended !== null)).toEqual([true]);
  });

  test.each([
    {
      name: 'a build of the same project',
      failed: '8745a7a9-c340-456a-9166-edf953571b00',
      clean: '11111111-c340-456a-9166-edf953571b00',
      ends: true,
    },
    {
      name: 'a pod of the same container',
      failed: `kube.api-x2x4z_prod_migrate-${'a'.repeat(64)}.log`,
      clean: `kube.api-9k7bb_prod_migrate-${'b'.repeat(64)}.log`,
      ends: true,
    },
    {
      name: 'a pod of another container',
      failed: `kube.api-x2x4z_prod_migrate-${'a'.repeat(64)}.log`,
      clean: `kube.api-x2x4z_prod_web-${'b'.repeat(64)}.log`,
      ends: false,
    },
    { name: 'the next build of a job', failed: 'jenkins/deploy/41', clean: 'jenkins/deploy/42', ends: true },
    { name: 'another job', failed: 'jenkins/deploy/41', clean: 'jenkins/watch/42', ends: false },
    { name: 'another machine', failed: 'i-0123456789abcdef0', clean: 'i-0123456789abcdef1', ends: false },
  ])('$name', async ({ failed, clean, ends }) => {
    const { incidents } = await told(ONE_GROUP, [
      { ...failure, stream: failed },
      { at: 1, stream: clean, lines: ['no change'] },
    ]);
    expect(incidents[0]!.ended !== null).toBe(ends);
  });
});

test('the page shows where a clean run was printed that did not end the incident, and how to make it count', async () => {
  const { pages } = await told(ONE_GROUP, [
    failure,
    { at: 1, stream: WEB, lines: ['no change'] },
    { sweepAt: 61 },
  ]);
  expect(pages.map(({ kind }) => kind)).toEqual(['opened', 'reminder']);

  const text = pages[1]!.text.replace(/\s+/g, ' ');
  expect(text).toContain(
    '`no change` was also printed by the container web at 02:14:00 UTC. This does not end the incident, because no run of this database is known to print there.',
  );
  expect(text).toContain(
    'If that was the repair, acknowledge this incident, and name the place in the settings.',
  );
  expect(text).toContain('Dirty at 3');
});

describe('the end of a dirty database', () => {
  const forced = (minutes: number) => ({
    at: minutes,
    event: taskRunning(
      {
        id: 'f'.repeat(32),
        cluster: 'main',
        family: 'orders',
        containers: [{ name: 'migrate', command: ['-path', 'm', '-database', 'x', 'force', '2'] }],
      },
      NIGHT + minutes * 60_000,
    ),
  });
  const shell = {
    at: 1,
    stream: MIGRATE,
    lines: ['+ migrate -path m -database "$URL" -verbose force 2', '2026/11/22 12:46:58 Finished after 2ms'],
  };

  test('says that no force was seen', async () => {
    const { pages } = await told(ONE_GROUP, [failure, { at: 2, stream: MIGRATE, lines: ['no change'] }]);
    expect(pages.at(-1)!.text).toContain('No `migrate force` was seen');
  });

  test('does not say so after a force, nor about a database that was not dirty', async () => {
    const { pages } = await told(ONE_GROUP, [
      failure,
      shell,
      { at: 2, stream: MIGRATE, lines: ['no change'] },
    ]);
    expect(pages.at(-1)).toMatchObject({ kind: 'resolved' });
    expect(pages.at(-1)!.text).not.toContain('No `migrate force` was seen');

    const refused = {
      at: 0,
      stream: MIGRATE,
      lines: ['error: dial tcp 10.0.0.1:5432: connect: connection refused'],
    };
    const other = await told(ONE_GROUP, [
      refused,
      { sweepAt: 2 },
      { at: 3, stream: MIGRATE, lines: ['no change'] },
    ]);
    expect(other.pages.at(-1)).toMatchObject({ kind: 'resolved' });
    expect(other.pages.at(-1)!.text).not.toContain('No `migrate force` was seen');
  });

  test('a force alone does not end the incident', async () => {
    const { incidents } = await told(ONE_GROUP, [failure, shell, forced(2)]);
    expect(incidents[0]!.ended).toBeNull();
  });
});

test('in any order of lines and places, a failure is over only by proof from a place where golang-migrate is known to print', async () => {
  const place = fc.constantFrom(MIGRATE, WEB, 'orders/deploy');
  const line = fc.oneof(
    fc.constantFrom(...PROOFS).map((lines) => ({ lines, proves: true })),
    fc.constantFrom(...NO_PROOFS).map((lines) => ({ lines, proves: false })),
  );
  const prints = fc.array(fc.record({ place, line }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(place, prints, async (failsAt, all) => {
      const { incidents } = await told(ONE_GROUP, [
        { ...failure, stream: failsAt },
        ...all.map(({ place: stream, line: { lines } }, index) => ({ at: index + 1, stream, lines })),
        ...LATER,
      ]);
      const isOver = all.some(({ place: stream, line: { proves } }) => proves && stream === failsAt);
      expect(incidents[0]!.ended !== null).toBe(isOver);
    }),
    { seed: 20260305, numRuns: 120 },
  );
});
