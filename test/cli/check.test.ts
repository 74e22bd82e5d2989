import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-'));

function settingsFile(text: string): string {
  const file = join(folder, 'watch.yaml');
  writeFileSync(file, text);
  return file;
}

describe('check', () => {
  test('says what a valid file watches', async () => {
    expect(await runCli(['check', 'examples/several-environments.yaml'])).toEqual({
      exitCode: 0,
      stdout:
        'examples/several-environments.yaml can be deployed: 3 environments, 2 databases, 2 sources, 5 channels.\n',
      stderr: '',
    });
  });

  test('lists every problem with its line, and counts them', async () => {
    const file = settingsFile(
      'sources:\n  - { logGroup: /ecs/orders, databse: orders }\nroutes: { critical: [nobody] }\n',
    );
    const { exitCode, stdout } = await runCli(['check', file]);
    expect(exitCode).toBe(1);

    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toContain(`${file}:2:30: sources[0].databse is not known`);
    expect(stdout).toContain(`${file}:3:`);
    expect(lines.at(-1)).toBe(`${file} has ${lines.length - 1} problems.`);
  });

  test('marks what is questionable but allowed as a warning', async () => {
    const file = settingsFile(
      'sources:\n  - { logGroup: /ecs/orders, database: orders }\ndatabases: { orders: {}, users: {} }\n',
    );
    const { exitCode, stdout } = await runCli(['check', file]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/databases\.users .*\(a warning\)\n/);
  });

  test('prints JSON with the place of every problem', async () => {
    const { exitCode, stdout } = await runCli(['check', '--json', settingsFile('sources: []\n')]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      problems: [{ line: 1, column: 10, path: 'sources' }],
      warnings: [],
    });
  });

  test('says why a file cannot be read', async () => {
    const { exitCode, stdout, stderr } = await runCli(['check', join(folder, 'missing\u001b[2J.yaml')]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('the file cannot be read: ENOENT');
    expect(stderr).not.toContain('\u001b');
  });
});
