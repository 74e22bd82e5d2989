import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseDocument } from 'yaml';
import { cloudFormationWith } from './deployed-week.ts';
import { runCli } from './run-cli.ts';

const TEXT = readFileSync('docs/gate.md', 'utf8');
const EXAMPLES = TEXT.split(/^## /m).flatMap((section) => {
  const [, yaml] = /^```yaml\n([\s\S]*?)^```$/m.exec(section) ?? [];
  return yaml === undefined ? [] : [{ name: section.split('\n')[0]!, yaml }];
});
const HERE = process.cwd();

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  cloudFormationWith([]);
  const folder = mkdtempSync(join(tmpdir(), 'gate-'));
  mkdirSync(join(folder, 'migrations'));
  writeFileSync(join(folder, 'migrations', '1_create_users.up.sql'), '');
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(HERE);
  vi.unstubAllEnvs();
});

test('there is an example for each service', () => {
  expect(EXAMPLES.map(({ name }) => name)).toEqual(['GitHub Actions', 'CodeBuild', 'CodePipeline']);
});

test.each(EXAMPLES)('$name: the YAML parses, and its command line is understood', async ({ yaml }) => {
  const document = parseDocument(yaml, { strict: true, uniqueKeys: true });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  const commands = textsIn(document.toJS()).filter((text) => text.includes('migrate-watch gate'));
  expect(commands).toHaveLength(1);
  expect(commands[0]).toMatch(/^npx migrate-watch gate /);
  const { exitCode, stderr } = await runCli(commands[0]!.split(' ').slice(2));
  // Only the stack is missing here.
  expect([exitCode, stderr]).toEqual([
    2,
    'there is no stack migrate-watch in eu-west-1; check --stack and --region\n',
  ]);
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
