import { describe, expect, test } from 'vitest';
import { PAGE_COLUMNS } from '../../lambda/domain/pages/text.ts';
import { capturedRun, HOUR, MINUTE, NIGHT, PageWorld } from './page-world.ts';
import { fixtureLines } from './reference-runs.ts';
import { WatchedWorld } from './watched-world.ts';

const CLEAN = { exitCode: 0 } as const;
const RENUMBERED = [[/4\/u add_phone_to_users/, '5/u create_orders']] as const;

describe('a version that was merged late', () => {
  test('is reported with its name, and ends when its file gets a new version', async () => {
    const world = new PageWorld();
    await world.ended(
      capturedRun('late-lower-version-skipped.1', { at: NIGHT, ...CLEAN, announced: 'files=1,3' }),
    );
    const second = capturedRun('late-lower-version-skipped.2', {
      at: NIGHT + HOUR,
      ...CLEAN,
      announced: 'files=1,2,3,4',
    });
    await world.ended(second);
    expect(world.titles).toEqual([
      'critical: [production] orders: run is GREEN BUT WRONG, version 2 was merged late and SKIPPED',
    ]);
    expect(world.lastText).toMatchInlineSnapshot(`
      "[production] orders: run is GREEN BUT WRONG, version 2 was merged late and SKIPPED
      Now     Version 2 came with this image, below 3, which the database had passed without it.
      Danger  Do not force a lower version to get it run: everything above it would run a second time.
      Do      First, in a shell that reaches the database, set DATABASE_URL and MIGRATIONS
              (https://example.org/migrate-watch/runbook.md#set-database_url-migrations-and-mysql_cnf).
              migrate -database "$DATABASE_URL" -path "$MIGRATIONS" version
              ls "$MIGRATIONS" | sort -n
              golang-migrate never goes back: rename the files of version 2 to a version above 4, and
              deploy again: up applies them then.

      Why     Its exit code was 0.
              It applied 4.
              Its entrypoint announced 4 files, the highest 4.
              Announcements until 3 was applied did not hold version 2.
      Ran     migrate, not verbose, exit code 0, 03:12:59 UTC to 03:13:01 UTC (2 s)
              ECS task 00000000000000000000019cbbfbfe60, cluster main
              image registry.example.com/migrate:7
              run ecs/00000000000000000000019cbbfbfe60/migrate-mmcw4mew, image with 4 files
      Last ok 2026-03-05 03:13:01 UTC (1 s ago), left version 4
      Seen    first time, 2026-03-05 03:13:01 UTC (1 s ago)
      Runbook https://example.org/migrate-watch/runbook.md#lower-version-skipped
      Log     https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fecs$252Forders/log-events/orders$252Fmigrate$252F00000000000000000000019cbbfbfe60$3Fstart$3D1772680319000
      Task    https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/main/tasks/00000000000000000000019cbbfbfe60?region=eu-west-1
      Ends    By itself, when a later run ends clean and nothing is wrong with it.
      Key     111122223333/eu-west-1/migrate-watch.ca05dc/migrate-watch/production/orders/wrong/1
      "
    `);

    const lines = world.lastText.split('\n').filter((line) => !line.includes('https://'));
    expect(lines.filter(({ length }) => length > PAGE_COLUMNS)).toEqual([]);

    // It is said once, however often it is met.
    await world.ended(second);
    await world.ended(
      capturedRun('late-lower-version-no-change', {
        at: NIGHT + 2 * HOUR,
        ...CLEAN,
        announced: 'files=1,2,3,4',
      }),
    );
    expect(world.sent).toHaveLength(1);

    await world.ended(
      capturedRun('late-lower-version-skipped.2', {
        at: NIGHT + 3 * HOUR,
        ...CLEAN,
        announced: 'files=1,3,4,5',
        rename: RENUMBERED,
      }),
    );
    expect(world.sent).toHaveLength(2);
    expect(world.sent.at(-1)!.page).toMatchObject({ kind: 'resolved', incidentKind: 'wrong' });
  });

  test('is found even if its announcement arrives late', async () => {
    const world = new PageWorld();
    const first = { at: NIGHT, ...CLEAN };
    const second = { at: NIGHT + HOUR, ...CLEAN, announced: 'files=1,2,3,4' };
    await world.ended(capturedRun('late-lower-version-skipped.2', second));
    await world.ended(capturedRun('late-lower-version-skipped.1', first));
    expect(world.sent).toEqual([]);

    await world.ended(capturedRun('late-lower-version-skipped.1', { ...first, announced: 'files=1,3' }), 2);
    expect(world.titles).toHaveLength(1);
  });
});

test.each([
  {
    name: 'an image with more files',
    announced: 'files=1,3,4',
    title:
      'critical: [production] orders: run is GREEN BUT WRONG, it said no change although the image has new files',
    state: 'The image has version 4, above 3, which the database is at, but the run said no change.',
    heading: 'image-has-more-files',
  },
  {
    name: 'an image that is older',
    announced: 'files=1,2',
    title: 'critical: [production] orders: run is GREEN BUT WRONG, the image is OLDER than the database',
    state: 'The database is at 3, above the highest file of this image, 2.',
    heading: 'image-older-than-the-database',
  },
])('$name is told, and over with one that fits', async ({ announced, title, state, heading }) => {
  const world = new PageWorld();
  await world.ended(capturedRun('late-lower-version-skipped.1', { at: NIGHT, ...CLEAN }));
  await world.ended(capturedRun('late-lower-version-no-change', { at: NIGHT + HOUR, ...CLEAN, announced }));
  expect(world.titles).toEqual([title]);
  expect(world.sent[0]!.page.state).toEqual([state]);
  expect(world.sent[0]!.page.links[0]!.url).toContain(`#${heading}`);

  await world.ended(
    capturedRun('late-lower-version-no-change', { at: NIGHT + 2 * HOUR, ...CLEAN, announced: 'files=1,3' }),
  );
  expect(world.sent.at(-1)!.page).toMatchObject({ kind: 'resolved', incidentKind: 'wrong' });
});

test('nothing is reported if there are no announcements', async () => {
  const world = new PageWorld();
  await world.ended(capturedRun('late-lower-version-skipped.1', { at: NIGHT, ...CLEAN }));
  await world.ended(capturedRun('late-lower-version-skipped.2', { at: NIGHT + HOUR, ...CLEAN }));
  await world.ended(capturedRun('late-lower-version-no-change', { at: NIGHT + 2 * HOUR, ...CLEAN }));
  expect(world.sent).toEqual([]);
});

describe('from log events to the page', () => {
  /** One task's log, and then a minute for the next. */
  async function ran(world: WatchedWorld, fixture: string, announced: string): Promise<void> {
    const task = world.now.toString(16).padStart(32, '0');
    const lines = [`migrate-watch: ${announced}`, ...fixtureLines(fixture)];
    const events = lines.map((message, n) => ({
      id: String(n).padStart(56, '3'),
      timestamp: world.now + n * 200,
      message,
    }));
    const place = { logGroup: '/ecs/orders', logStream: `orders/migrate/${task}` };
    // Each line comes alone, the last one first.
    for (const event of events.toReversed()) await world.batch({ ...place, events: [event] });
    world.now += MINUTE;
  }

  test('every line in a separate delivery, in the wrong order', async () => {
    const world = new WatchedWorld(NIGHT);
    await ran(world, 'late-lower-version-skipped-verbose.1', 'files=1,3');
    await ran(world, 'late-lower-version-skipped-verbose.2', 'files=4,3,2,1 database=elsewhere');
    expect(world.pages.map(({ title }) => title)).toEqual([
      '[production] orders: run is GREEN BUT WRONG, version 2 was merged late and SKIPPED',
    ]);

    const standing = world.records.filter(({ supersededBy }) => supersededBy === null);
    expect(standing.map(({ run }) => run.announcedFiles?.newest.join())).toEqual(['1,3', '1,2,3,4']);
  });

  test('a hostile line does no harm and is not stored', async () => {
    const world = new WatchedWorld(NIGHT);
    const secret = 'hunter2hunter2';
    const hostile = `files=<script>,${'9'.repeat(500)} database=../../etc environment=canary password=${secret}`;
    await ran(world, 'late-lower-version-skipped-verbose.1', hostile);
    const [record, ...others] = world.records.filter(({ supersededBy }) => supersededBy === null);
    expect(others).toEqual([]);
    expect(record!.run).toMatchObject({
      target: { environment: 'production', database: 'orders' },
      outcome: 'succeeded',
      leaked: ['password'],
    });
    expect(record!.run.findings.map(({ kind }) => kind)).toEqual(Array(3).fill('announcement'));

    const said = world.seen.map(({ text }) => text).join('\n');
    for (const foreign of [secret, 'script', 'etc', '99999999999999999999999'])
      expect(said).not.toContain(foreign);
    expect(world.pages.map(({ incidentKind }) => incidentKind)).toEqual(['leak']);
  });
});
