import { expect, test } from 'vitest';
import { extractMigrateLines } from '../../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import { createScope, maskCutEnds } from '../../../../lambda/domain/lines/redact/redact.ts';
import { T0 } from '../../../builders/facts-and-runs.ts';

const cut = (text: string, ends = {}) => maskCutEnds(text, createScope(), ends);

test.each([
  'error: failed to open database: K05HhUZY',
  'error: failed to open database: dop_v1_80b5010427dc6',
  'error: failed to open source: https://7f7c52dcc41',
  '31CD8ZW/mQZqX6U4Y9Ydiyt8ZWQYp2Dy: migration failed in line 0: SELECT 1;',
])('a word at an end that may be part of a credential is masked: %s', (text) => {
  expect(cut(text)).toContain('‹text #1');
});

test.each([
  'error: file does not exist',
  'error: open /migrations/20260301_addUsersV2.up.sql',
  'error: open npm_downloads_daily',
  'error: dial tcp: lookup DB-1.example.com',
  'could not migrate: pq: relation "users" already exists',
  'main.go:42: migrate up: database locked',
])('other words stay: %s', (text) => {
  expect(cut(text)).toBe(text);
});

test('any word is masked at an end that is known to be cut', () => {
  expect(cut('error: migration failed: PASSWO', { behind: true })).toBe(
    'error: migration failed: ‹text #1, 4–7 chars›',
  );
  expect(cut('RD=x: migration failed', { before: true })).toBe('‹text #1, 4–7 chars›: migration failed');
});

/** What is kept of a text that a platform cut after 16 KB, and whose rest is in no event at hand. */
function kept(text: string, of: (log: string) => string): string {
  const head = 'error: failed to open database: ';
  const long = head + 'x '.repeat(8_192).slice(0, 16_384 - head.length - text.length) + text;
  const event = { id: '0', timestamp: T0, message: of(long) };
  const [fact] = extractMigrateLines({ logGroup: '/ecs/api', logStream: 'x/api/1', events: [event] });
  return fact!.lines[0]!.text;
}

test.each<[string, (log: string) => string]>([
  ['alone', (log) => log],
  [
    'FireLens',
    (log) => JSON.stringify({ container_name: 'api', source: 'stderr', log: log.slice(0, 16_384) }),
  ],
  ['containerd', (log) => `2026-03-05T02:13:09.123456789Z stderr P ${log}`],
])('the platform says by its length, or by a mark, that it was cut: %s', (_name, of) => {
  expect(kept(' user lofabuvo', of)).not.toContain('lofabuvo');
});
