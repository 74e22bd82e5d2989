import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { IncidentKind } from '../../../lambda/contract/incident-kind.ts';
import { deleteLogStream } from '../../../lambda/domain/diagnosis/advice/commands.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { pageLinks } from '../../../lambda/domain/pages/links.ts';
import { PAGE_COLUMNS, pageSubject, pageText } from '../../../lambda/domain/pages/text.ts';
import { pageBody } from '../../../lambda/domain/stored/page-body.ts';
import { wordsOf } from '../../builders/branches.ts';
import { handMadeRun } from '../../builders/facts-and-runs.ts';
import { capturedRun, HOUR, MINUTE, NIGHT, PageWorld, type Staging } from '../../pipeline/page-world.ts';

/** Versions 1 to 4 of a captured log become 41 to 44, so that clean runs can come before it. */
const IN_THE_FORTIES = [
  [/\b(?=\d\/[ud] )/g, '4'],
  [/(?<=Dirty database version |for version )(?=\d)/g, '4'],
  // A title keeps to one line with names of this length.
  [/backfill_names/g, 'fill_names'],
] as const;

/** The first page about a captured run in the forties, on a database whose last clean run left version `left`. */
async function pageOf(
  fixture: string,
  { left = 40, ...staging }: Partial<Staging> & { readonly left?: number } = {},
  kind = 'migration',
): Promise<PageMessage> {
  const world = new PageWorld();
  const rename = [1, 2, 3].map((n) => [new RegExp(`\\b${n}/u`, 'g'), `${left - 3 + n}/u`] as const);
  await world.ended(capturedRun('up-three-verbose.1', { at: NIGHT - 20 * HOUR, exitCode: 0, rename }));
  await world.ended(capturedRun(fixture, { at: NIGHT, rename: IN_THE_FORTIES, ...staging }));
  return world.sent.find(({ page }) => page.incidentKind === kind)!.page;
}

const CASES: readonly (readonly [
  string,
  string,
  Partial<Staging> & { readonly left?: number },
  IncidentKind,
])[] = [
  ['a syntax error', 'pg-syntax-error-verbose', { exitCode: 1 }, 'migration'],
  ['a syntax error, plain output', 'pg-syntax-error', { exitCode: 1 }, 'migration'],
  ['a syntax error in MySQL', 'mysql-syntax-error-verbose', { exitCode: 1 }, 'migration'],
  ['a refused re-run', 'dirty-then-forced.2', { exitCode: 1, left: 42 }, 'migration'],
  ['a killed task', 'killed-mid-migration-sigkill-verbose', { exitCode: 137 }, 'migration'],
  ['a killed task, plain output', 'killed-mid-migration-sigkill', { exitCode: 137 }, 'migration'],
  ['a lock timeout', 'lock-timeout-on-advisory-lock', { exitCode: 1 }, 'migration'],
  ['an image older than the database', 'image-older-than-database.3', { exitCode: 1, left: 43 }, 'migration'],
  ['a wrong password', 'wrong-password', { exitCode: 1 }, 'migration'],
  ['a leaked password', 'password-leaks-slash', { exitCode: 1 }, 'leak'],
  ['a run stopped early', 'interrupted-mid-migration-verbose', { exitCode: 0 }, 'wrong'],
  ['a partly applied file', 'mysql-partly-applied-verbose', { exitCode: 1 }, 'migration'],
];

const LABELS = [
  'Now',
  'Error',
  'Danger',
  'Do',
  'Why',
  'Ran',
  'Last ok',
  'Seen',
  'Runbook',
  'Log',
  'Earlier',
  'Task',
  'Dashboard',
  'Ends',
  'Key',
];

describe.each(CASES)('%s', (_name, fixture, staging, kind) => {
  test('has the order in which a person needs it, and a readable length', async () => {
    const text = pageText(await pageOf(fixture, staging, kind));
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(58);
    expect(lines[0]!.length).toBeLessThanOrEqual(PAGE_COLUMNS);
    const labels = lines.slice(1).flatMap((line) => /^([A-Z][a-z]*(?: ok)?) +\S/.exec(line)?.[1] ?? []);
    expect(labels).toEqual(LABELS.filter((label) => labels.includes(label)));
    const tooLong = lines.filter(
      (line) =>
        line.length > PAGE_COLUMNS && !/https:|^.{8}(?: {2})?`?(?:migrate|psql|mysql|ls|aws) /.test(line),
    );
    expect(tooLong).toEqual([]);
  });

  test('says state, danger and the first step within ten lines', async () => {
    const top = pageText(await pageOf(fixture, staging, kind))
      .split('\n')
      .slice(0, 10)
      .join('\n');
    expect(top).toMatch(/^\[production\] orders: /);
    expect(top).toMatch(/\nNow {5}/);
    expect(top).toMatch(/\nDanger {2}Do not/);
    expect(top).toMatch(/\nDo {6}\S/);
  });
});

test('a history is about the same database: the page’s clean version is the one that the run before left', async () => {
  for (const [, fixture, staging, kind] of CASES) {
    const { state, lastGood } = await pageOf(fixture, staging, kind);
    const left = /left version (\d+)/.exec(lastGood ?? '')?.[1];
    const clean = /Last clean version: (\d+)/.exec(state.join(' '))?.[1];
    const dirty = /Dirty at (\d+)/.exec(state.join(' '))?.[1];
    expect(left, fixture).toMatch(/^4[0-3]$/);
    if (clean !== undefined) expect(Number(clean), fixture).toBeGreaterThanOrEqual(Number(left));
    if (dirty !== undefined) expect(Number(dirty), fixture).toBeGreaterThan(Number(left));
  }
});

/** A page's text with its lines joined again, to look for sentences in. */
async function said(...of: Parameters<typeof pageOf>): Promise<string> {
  return pageText(await pageOf(...of)).replaceAll(/\n {8}/g, ' ');
}

describe('a page says no more than is known', () => {
  test('of a refusal at the version of the last clean run: no version to go back to', async () => {
    const text = await said('dirty-then-forced.2', { exitCode: 1, left: 43 });
    expect(text.match(/(?<=" )force \d+/g)).toEqual(['force 43']);
    expect(text).not.toContain('Last clean version');
    expect(text).toContain(
      'This run changed nothing. What the earlier, failed run left is not known yet: look before you force.',
    );
    expect(text).not.toContain('What the run left behind');
  });

  test('of a refusal above it: both versions, each for its case', async () => {
    const text = await said('dirty-then-forced.2', { exitCode: 1, left: 42 });
    expect(text.match(/(?<=" )force \d+/g)).toEqual(['force 42', 'force 43']);
  });

  test('of a re-run in MySQL that met its own earlier work: not that nothing is there', async () => {
    const text = await said('mysql-rerun-after-partial-apply-verbose.3', { exitCode: 1, left: 42 });
    expect(text).toContain(
      'This attempt added nothing. What it was to do is done already, at least in part:',
    );
    expect(text).not.toContain('left nothing behind');
    expect(text.match(/(?<=" )force \d+/g)).toEqual(['force 42', 'force 43']);
  });

  test('of a lock of golang-migrate itself: two deployments, not a long query', async () => {
    const text = await said('lock-timeout-on-advisory-lock', { exitCode: 1 });
    expect(text).toContain('Error   Could not get the lock (SQLSTATE 55P03)');
    expect(text).toContain('Usual cause: Two deployments at once');
    expect(text).not.toContain('autovacuum');
    expect(text).toContain('runbook.md#lock');
  });

  test('of a file of several statements: that its first line is the file’s', async () => {
    const text = await said('mysql-partly-applied-verbose', { exitCode: 1 });
    expect(text).toContain('the file begins: ALTER TABLE users');
    const one = await said('dirty-then-forced-verbose.1', { exitCode: 1 });
    expect(one).toContain('the statement begins: ALTER TABLE userz');
    expect(text).toContain('(MySQL error 1146)');
  });
});

test('the variables that the commands use come first, with the runbook’s heading for them', async () => {
  const { next, links } = await pageOf('pg-syntax-error-verbose', { exitCode: 1 });
  const [runbook] = links[0]!.url.split('#');
  expect(wordsOf(next)[0]).toBe(
    `First, in a shell that reaches the database, set DATABASE_URL and MIGRATIONS (${runbook}#set-database_url-migrations-and-mysql_cnf). Before \`migrate\`, put \`migrate-watch tee --environment production --database orders --\`.`,
  );
  expect(wordsOf(next).filter((step) => step.startsWith('First, '))).toHaveLength(1);
});

describe('a leaked credential', () => {
  test('is ended by a person: how to delete the log, and how to acknowledge', async () => {
    const { next } = await pageOf('password-leaks-slash', { exitCode: 1 }, 'leak');
    expect(wordsOf(next).slice(-2)).toEqual([
      "aws logs delete-log-stream --region eu-west-1 --log-group-name='/ecs/orders' --log-stream-name='orders/migrate/00000000000000000000019cbbc50fe0'",
      'Last, acknowledge this incident, or it stays open (https://example.org/migrate-watch/runbook.md#acknowledge-an-incident).',
    ]);
  });

  test.each(["x'; rm -rf /; '", 'a`id`', 'a\nb', 'a b', ''])('no command with %j in it', (name) => {
    expect(deleteLogStream('/ecs/orders', name, 'eu-west-1')).toBeUndefined();
    expect(deleteLogStream(name, 'stream', 'eu-west-1')).toBeUndefined();
  });

  test('a shell hands the names on as they are', () => {
    const stream = '2026/03/05/[$LATEST]0f1e';
    const command = deleteLogStream('/aws/lambda/orders', stream, undefined)!;
    const asTyped = execFileSync('sh', ['-c', `aws() { printf '%s\\n' "$@"; }; ${command}`], {
      encoding: 'utf8',
    });
    expect(asTyped).toBe(
      `logs\ndelete-log-stream\n--log-group-name=/aws/lambda/orders\n--log-stream-name=${stream}\n`,
    );
  });
});

describe('links', () => {
  const place = { logGroup: '/ecs/orders', logStream: 'app/1', resource: null, startedAt: NIGHT };
  const urls = (given: Partial<Run>, policy: object = {}) =>
    pageLinks(
      { runbookUrl: 'https://example.org/r', ...policy },
      'x',
      handMadeRun({ ...place, ...given }),
    ).map(({ label, url }) => `${label} ${url}`);

  test('the log of a run without a known task or build, in the Region of the monitor', () => {
    expect(urls({}, { region: 'eu-north-1' })).toEqual([
      'Runbook https://example.org/r#x',
      `Log https://eu-north-1.console.aws.amazon.com/cloudwatch/home?region=eu-north-1#logsV2:log-groups/log-group/$252Fecs$252Forders/log-events/app$252F1$3Fstart$3D${NIGHT - MINUTE}`,
    ]);
    expect(urls({})).toEqual(['Runbook https://example.org/r#x']);
  });

  test.each([
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
    ['us-east-1', 'https://us-east-1.console.aws.amazon.com/'],
  ])("the console of the Region's own partition: %s", (region, console) => {
    expect(urls({}, { region })[1]).toMatch(new RegExp(`^Log ${console.replaceAll('.', '\\.')}cloudwatch/`));
    const resource = `arn:aws-x:ecs:${region}:111122223333:task/main/0123456789abcdef0123456789abcdef`;
    expect(
      urls({ resource }, { region: 'eu-north-1' }).filter((url) => url.includes(` ${console}`)),
    ).toHaveLength(2);
  });

  test('the dashboard, where one is known', () => {
    expect(urls({}, { dashboardUrl: 'https://example.org/d' }).at(-1)).toBe(
      'Dashboard https://example.org/d',
    );
  });

  test('the run that made the database dirty, in the same log stream, by its time', () => {
    const blockedBy = `${handMadeRun().origin}-${(NIGHT - HOUR).toString(36)}`;
    expect(urls({ outcome: 'blocked', blockedBy }, { region: 'eu-north-1' })[2]).toMatch(
      new RegExp(`^Earlier https:.*app\\$252F1\\$3Fstart\\$3D${NIGHT - HOUR - MINUTE}$`),
    );
  });
});

test('who ran it: the image too', async () => {
  const { ran } = await pageOf('pg-syntax-error-verbose', { exitCode: 1, image: 'registry/orders:1.2' });
  expect(ran).toContain('image registry/orders:1.2');
});

test('no page about a wrong password contains it, nor any other credential', async () => {
  const text = pageText(await pageOf('password-leaks-slash', { exitCode: 1 }));
  expect(text).toContain('‹password #1');
  expect(text).not.toMatch(/:\/\/[^\s"]*:[^‹\s"]+@/);
});

describe('foreign text', () => {
  const hostile = '\u001b]0;owned\u0007\u001b[2J\r\nKey     forged\u202e\u0000';

  test('cannot steer a terminal, nor start a line of its own', async () => {
    const page = await pageOf('pg-syntax-error-verbose', { exitCode: 1 });
    const text = pageText({
      ...page,
      title: `[x] ${hostile}`,
      state: [hostile],
      error: { ...page.error!, text: hostile, excerpt: [`> 1 | ${hostile}`] },
      ran: [hostile],
      links: [{ label: 'Log', url: hostile }],
    });
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text.match(/^Key /gm)).toHaveLength(1);
    expect(text).toContain('\\u001b[2J');
  });

  test('a subject is ASCII, one line, under 100 characters', async () => {
    const page = await pageOf('pg-syntax-error-verbose', { exitCode: 1 });
    const subject = pageSubject({ ...page, title: `[production] bücher: ${hostile} ${'x'.repeat(200)}` });
    expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(pageSubject(page)).toBe(page.title);
  });
});

test('the body for SNS holds text for people and the whole page for functions and queues', async () => {
  const page = await pageOf('pg-syntax-error-verbose', { exitCode: 1 });
  const body = JSON.parse(pageBody(page)) as Record<string, string>;
  expect(Object.keys(body)).toEqual(['default', 'email', 'lambda', 'sqs']);
  expect(body['email']).toBe(pageText(page));
  expect(JSON.parse(body['lambda']!)).toEqual({ v: 1, ...page });
  expect(body['sqs']).toBe(body['lambda']);
});

/** Night shift: a failed migration, the reminder, the repair; and a killed task. */
async function storyPages(): Promise<readonly string[]> {
  const rename = [
    [/\b3\/u syntax_error\b/g, '42/u add_email'],
    [/\b2\/u create_orders\b/g, '41/u create_orders'],
    [/\b1\/u create_users\b/g, '40/u create_users'],
  ] as const;
  const world = new PageWorld();
  const command = ['-verbose', '-path', '/migrations', '-database', '$DATABASE_URL', 'up'];
  const failed = capturedRun('pg-syntax-error-verbose', { at: NIGHT, exitCode: 1, rename, command });
  await world.ended(failed);
  await world.tell(
    { type: 'incident-due', incident: 'migrate-watch/production/orders/migration/1', dueAt: NIGHT + HOUR },
    failed.endedAt! + HOUR,
  );
  await world.ended(
    capturedRun('up-three-verbose.1', {
      at: NIGHT + 72 * MINUTE,
      exitCode: 0,
      rename: [[/\b3\/u \w+/g, '42/u add_email']],
    }),
  );
  const [opened, , resolved] = world.sent.map(({ page }) => pageText(page));
  const killed = await pageOf('killed-mid-migration-sigkill-verbose', { exitCode: 137, command });
  return [opened!, resolved!, pageText(killed)];
}

const DOCUMENT = 'docs/pages.md';

async function document(): Promise<string> {
  const [failed, repaired, killed] = await storyPages();
  const block = (text: string) => `\`\`\`text\n${text}\`\`\`\n`;
  return `# What a page looks like

Three pages as they are sent, made from captured output of golang-migrate. The title is the subject of the e-mail; state,
danger and the first step are within the first ten lines. A test fails when this document is out of date;
\`UPDATE_DOCS=1 npx vitest run test/domain/pages/text.test.ts\` writes it again.

## A migration with a syntax error, at night, in production

${block(failed!)}
## The same database repaired

${block(repaired!)}
## A task that was killed while PostgreSQL was working

${block(killed!)}`;
}

test('docs/pages.md shows the pages as they are', async () => {
  const expected = await document();
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(DOCUMENT, expected);
  expect(existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '').toBe(expected);
});
