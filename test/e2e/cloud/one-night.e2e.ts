import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../../scripts/bundle.ts';
import { buildMigrate } from '../../../scripts/local-databases/build-migrate.ts';
import type { DatabaseServer } from '../../../scripts/local-databases/database-server.ts';
import { startPostgres } from '../../../scripts/local-databases/postgres.ts';
import { Lab } from '../commands/lab.ts';
import { Cloud, PAGERDUTY_PATH } from './cloud.ts';
import { runMigrate } from './migrate-task.ts';
import { settings } from './settings.ts';
import { until } from './until.ts';

/** docs/one-night.md, typed word by word: a failed migration in production, from the page to the report. */
const NIGHT = readFileSync(join(ROOT, 'docs/one-night.md'), 'utf8');
const LOG_GROUP = '/ecs/orders-migrate';

interface Block {
  readonly language: string;
  readonly text: string;
}

const blocks: readonly Block[] = [...NIGHT.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, language, text]) => ({ language: language!, text: text! }),
);
/** What is typed, with the output that follows it; the page comes first. */
const typed = blocks.flatMap(({ language, text }, index) => {
  const next = blocks[index + 1];
  return language === 'sh' ? [{ script: text, shown: next?.language === 'text' ? next.text : '' }] : [];
});

let cloud: Cloud;
let server: DatabaseServer;
let lab: Lab;
let folder: string;

beforeAll(async () => {
  [cloud, server] = await Promise.all([Cloud.open(), startPostgres(), buildMigrate('v4.19.1')]);
  lab = await Lab.open(server, {
    '1_users.up': 'CREATE TABLE users (id int, email text);',
    '2_add_email.up': 'ALTER TABLE userz ADD COLUMN phone text;',
  });
  const deployed = settings();
  await cloud.deploy(deployed);
  folder = join(cloud.emulator.folder, 'night');
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'migrate-watch.yaml'), deployed);
  const program = join(folder, 'bin/migrate-watch');
  const loader = join(ROOT, 'node_modules/tsx/dist/loader.mjs');
  writeFileSync(
    program,
    `#!/bin/sh\nexec '${process.execPath}' --import '${loader}' '${join(ROOT, 'bin/cli.ts')}' "$@"\n`,
  );
  chmodSync(program, 0o755);
});
afterAll(async () => {
  lab?.close();
  await Promise.all([cloud?.close(), server?.stop()]);
});

test('the page that begins the night arrives', async () => {
  const task = await runMigrate([
    '-path',
    lab.environment['MIGRATIONS']!,
    '-database',
    lab.url,
    '-verbose',
    'up',
  ]);
  await cloud.createLogStream(LOG_GROUP, task.logStream);
  await cloud.putLines(LOG_GROUP, task.logStream, task.lines);
  const page = await until(
    'the page at PagerDuty',
    () => cloud.sink.requests.find(({ path }) => path === PAGERDUTY_PATH),
    { explain: () => cloud.troubles() },
  );
  const { payload } = JSON.parse(page.body) as { payload: { summary: string } };
  expect(`${payload.summary}\n`).toBe(blocks[0]!.text);
});

test.each(typed)('$script', async ({ script, shown }) => {
  const { exitCode, output } = await type(script);
  expect(exitCode, output).toBe(0);
  let from = 0;
  for (const line of shown.trimEnd().split('\n')) {
    const found = new RegExp(`^${line.split('…').map(escaped).join('.*')}$`, 'm').exec(output.slice(from));
    expect(found, `${line}\nafter the lines before it in:\n${output}`).not.toBeNull();
    from += found!.index + found![0].length;
  }
});

test('nothing of the night is left open at PagerDuty', async () => {
  await until('the resolve', () =>
    cloud.sink.requests.some(
      ({ path, body }) => path === PAGERDUTY_PATH && JSON.parse(body).event_action === 'resolve',
    ),
  );
});

function type(script: string): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const path = [join(folder, 'bin'), lab.environment['PATH']].join(delimiter);
  const env = { ...cloud.emulator.environment, ...lab.environment, PATH: path, TZ: 'UTC' };
  return new Promise((resolve) => {
    const child = execFile('sh', ['-euc', script], { cwd: folder, env }, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, output: `${stdout}${stderr}` }),
    );
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
