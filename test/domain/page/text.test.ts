import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { IncidentKind } from '../../../lambda/domain/incident/incident-key.ts';
import { pageBody } from '../../../lambda/domain/page/body.ts';
import type { PageMessage } from '../../../lambda/domain/page/message.ts';
import { PAGE_COLUMNS, pageSubject, pageText } from '../../../lambda/domain/page/text.ts';
import { capturedRun, HOUR, MINUTE, NIGHT, PageWorld, type Staging } from '../../pipeline/page-world.ts';

/** The first page about a captured run, on a database whose last clean run left version 3. */
async function pageOf(
  fixture: string,
  staging: Partial<Staging> = {},
  kind = 'migration',
): Promise<PageMessage> {
  const world = new PageWorld();
  await world.ended(capturedRun('up-three-verbose.1', { at: NIGHT - 20 * HOUR, exitCode: 0 }));
  await world.ended(capturedRun(fixture, { at: NIGHT, ...staging }));
  return world.sent.find(({ page }) => page.incidentKind === kind)!.page;
}

const CASES: readonly (readonly [string, string, Partial<Staging>, IncidentKind])[] = [
  ['a syntax error', 'pg-syntax-error-verbose', { exitCode: 1 }, 'migration'],
  ['a syntax error, plain output', 'pg-syntax-error', { exitCode: 1 }, 'migration'],
  ['a syntax error in MySQL', 'mysql-syntax-error-verbose', { exitCode: 1 }, 'migration'],
  ['a refused re-run', 'dirty-then-forced.2', { exitCode: 1 }, 'migration'],
  ['a killed task', 'killed-mid-migration-sigkill-verbose', { exitCode: 137 }, 'migration'],
  ['a killed task, plain output', 'killed-mid-migration-sigkill', { exitCode: 137 }, 'migration'],
  ['a lock timeout', 'lock-timeout-on-advisory-lock', { exitCode: 1 }, 'migration'],
  ['an image older than the database', 'image-older-than-database.3', { exitCode: 1 }, 'migration'],
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
  'Task',
  'Ends',
  'Key',
];

describe.each(CASES)('%s', (_name, fixture, staging, kind) => {
  test('is said in the order in which a person needs it, at a length that a person reads', async () => {
    const text = pageText(await pageOf(fixture, staging, kind));
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(45);
    expect(lines[0]!.length).toBeLessThanOrEqual(PAGE_COLUMNS);
    const labels = lines.slice(1).flatMap((line) => /^([A-Z][a-z]*(?: ok)?) +\S/.exec(line)?.[1] ?? []);
    expect(labels).toEqual(LABELS.filter((label) => labels.includes(label)));
    const tooLong = lines.filter(
      (line) => line.length > PAGE_COLUMNS && !/https:|^.{8}(?:migrate|psql|mysql|ls) /.test(line),
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

test('a wrong password is in no page about it, and neither is any other credential', async () => {
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
  expect(JSON.parse(body['lambda']!)).toEqual(page);
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
  const failed = capturedRun('pg-syntax-error-verbose', { at: NIGHT, exitCode: 1, rename });
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
  const killed = await pageOf('killed-mid-migration-sigkill-verbose', { exitCode: 137 });
  return [opened!, resolved!, pageText(killed)];
}

const DOCUMENT = 'docs/pages.md';

async function document(): Promise<string> {
  const [failed, repaired, killed] = await storyPages();
  const block = (text: string) => `\`\`\`text\n${text}\`\`\`\n`;
  return `# What a page looks like

Three pages as they are sent, made from captured output of golang-migrate. The title is the subject of the e-mail; state,
danger and the first command stand within the first ten lines. A test fails when this document is out of date;
\`UPDATE_DOCS=1 npx vitest run test/domain/page/text.test.ts\` writes it anew.

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
