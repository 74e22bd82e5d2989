import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RUNBOOK_URL } from '../../lib/runbook-url.ts';

test('the runbook that alarms link to is the one of the repository that package.json names', () => {
  const { repository } = JSON.parse(readFileSync('package.json', 'utf8'));
  const [, address, path] = /^(https:\/\/\S+?)\/blob\/main\/(\S+)$/.exec(RUNBOOK_URL)!;
  expect(repository).toEqual({ type: 'git', url: `git+${address}.git` });
  expect(existsSync(path!)).toBe(true);
});
