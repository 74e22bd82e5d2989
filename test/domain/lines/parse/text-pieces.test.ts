import { expect, test } from 'vitest';
import { extractMigrateLines } from '../../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import { T0 } from '../../../builders/facts-and-runs.ts';

/** What is kept of these messages, which come in one delivery. */
function kept(messages: readonly string[]): readonly string[] {
  const events = messages.map((message, index) => ({
    id: String(index).padStart(56, '0'),
    timestamp: T0 + index,
    message,
  }));
  return extractMigrateLines({ logGroup: '/ecs/api', logStream: 'x/api/1', events }).flatMap(({ lines }) =>
    lines.map(({ text }) => text),
  );
}

/** An error of which `length` bytes end inside PASSWORD. */
function errorCutAt(length: number): readonly [string, string] {
  const head = 'error: migration failed in line 0: /* ';
  const role = ' */ CREATE ROLE app PASSWO';
  return [
    head + 'x'.repeat(length - head.length - role.length) + role,
    'RD hunter2; (details: pq: role "app" already exists)',
  ];
}

const CRI = '2026-03-05T02:13:09.123456789Z stderr';
const fireLens = (log: string) => JSON.stringify({ container_name: 'api', source: 'stderr', log });

test.each([
  ['FireLens cuts text at 16 KB and says nothing', errorCutAt(16_384).map(fireLens)],
  ['an agent that passes on the text alone cuts it at 16 KB', errorCutAt(16_384)],
  ["Docker's driver for CloudWatch Logs cuts at 262,118 bytes", errorCutAt(262_118)],
  [
    'containerd marks its pieces, however short',
    errorCutAt(120).map((piece, index) => `${CRI} ${'PF'[index]} ${piece}`),
  ],
])('%s: the pieces are one line', (_name, messages) => {
  const [text, ...others] = kept(messages);
  expect(others).toEqual([]);
  expect(text).toContain('already exists');
  expect(text).not.toContain('hunter2');
  expect(text).not.toContain('PASSWO\n');
});

test('a line that is four bytes shorter than 16 KB is not a piece', () => {
  const [first, second] = errorCutAt(16_380);
  expect(kept([first, '1/u a (3ms)', second].map(fireLens)).join('\n')).toContain('PASSWO\n1/u a');
});

test('a line of golang-migrate after a text whose rest never came is not that rest', () => {
  const [first] = errorCutAt(16_384);
  expect(kept([first, '1/u create_users (3ms)']).at(-1)).toBe('1/u create_users (3ms)');
});
