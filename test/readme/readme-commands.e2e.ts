import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLOUD_SECTIONS, shellBlocks } from './shell-blocks.ts';

const blocks = shellBlocks(readFileSync('README.md', 'utf8')).filter(
  ({ section }) => !CLOUD_SECTIONS.includes(section),
);
let folder = '';
let clone = '';

/** The commands are the reader's first steps, so they run where the reader runs them: in a clone with nothing installed. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-watch-readme-'));
  clone = join(folder, 'migrate-watch');
  const { status, stderr } = spawnSync('git', ['clone', '--quiet', '--no-hardlinks', '.', clone], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the README shows at least the two commands that everything starts with', () => {
  const run = blocks.filter(({ notRun }) => notRun === null).map(({ script }) => script);
  expect(run.join('\n')).toContain('npm ci && npm run demo');
  expect(run.join('\n')).toContain('npx migrate-watch parse');
});

for (const { line, script, notRun } of blocks) {
  test.skipIf(notRun !== null)(`README.md line ${line}: ${script.trim().split('\n')[0]}`, () => {
    const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: clone,
      encoding: 'utf8',
      env: readersEnvironment(),
      input: '',
    });
    expect(status, `${stdout}\n${stderr}`).toBe(0);
    expect(stderr).not.toContain('NodeVersionSupportWarning');
  });
}

/** npm tells its children where it runs and what it runs; a reader's shell knows only where packages come from. */
function readersEnvironment(): NodeJS.ProcessEnv {
  const ofThisRun =
    /^(?:npm_(?!config_(?:registry|cache|userconfig|https?_proxy|noproxy|cafile)$)|VITEST|NODE_ENV$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofThisRun.test(name)));
}
