import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extractMigrateLines } from '../../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import type { Run } from '../../../../lambda/domain/model/run.ts';
import { fold } from '../../../../lambda/domain/runs/fold/fold.ts';

const HEAD = 'error: migration failed: syntax error at or near "TABEL" in line 9: ';
const DETAILS = ' (details: pq: syntax error at or near "TABEL")';

function understood(text: string): { readonly stored: string; readonly runs: readonly Run[] } {
  const event = { id: '1', timestamp: 1_780_000_000_000, message: text };
  const admitted = extractMigrateLines({ logGroup: '/ecs/orders', logStream: 'migrate', events: [event] });
  const facts = admitted.map(
    ({ origin: _, ...rest }) => ({ kind: 'lines', id: 'a', read: 'batch', ...rest }) as const,
  );
  return { stored: JSON.stringify(facts), runs: fold(facts, { origin: 'o', sources: [] }) };
}

test.each([
  ['on one line', ' '],
  ['over many lines', '\n'],
])('an error whose statement is too long to read, %s, keeps its head and its details', (_name, between) => {
  const file = `INSERT INTO people VALUES ('somebody', 1),${between}`.repeat(20_000);
  const { runs } = understood(HEAD + file + DETAILS);
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({
    outcome: 'failed',
    incomplete: null,
    error: {
      class: 'migration-failed',
      line: 9,
      details: 'pq: syntax error at or near "‹text #1, 4–7 chars›"',
    },
  });
  expect(runs[0]?.error?.statement).toMatch(
    /^‹statement #1, 64\+ chars›\s+… \d+ (?:characters|lines) left out …/,
  );
  expect(runs[0]?.error?.statement).not.toContain('somebody');
});

test('no piece of a value survives where its text is cut', () => {
  const secret = 'zq7Xw9-Kj3/Vb5_Hy1';
  const pieces = Array.from({ length: secret.length - 5 }, (_, at) => secret.slice(at, at + 6));
  const frames = fc.constantFrom(
    (value: string) => `'${value}'`,
    (value: string) => `PASSWORD '${value}'`,
    (value: string) => `-- ${value}`,
    (value: string) => `/* ${value} */`,
    (value: string) => `$$ ${value} $$`,
    (value: string) => `'say\n${value}\n1/u x (1ms)\n${value}'`,
    (value: string) => `'\n${value} (details: ${value}'`,
    (value: string) => `postgres://bob:${value}@db/app`,
  );
  // How far the value stands from where the first part ends, or from where the last one begins.
  const place = fc.record({ offset: fc.integer({ min: -60, max: 60 }), last: fc.boolean(), frame: frames });
  fc.assert(
    fc.property(place, fc.constantFrom(' ', '\n'), ({ offset, last, frame }, between) => {
      const value = frame(secret);
      const size = 200_000;
      const at = (last ? size - 16 * 1024 : 48 * 1024) + offset - HEAD.length;
      const filler = (length: number): string =>
        `SELECT 1,${between}`.repeat(Math.ceil(length / 10)).slice(0, length);
      const body = filler(at) + value + filler(size - HEAD.length - DETAILS.length - at - value.length);
      const { stored, runs } = understood(HEAD + body + DETAILS);
      const shown = stored + JSON.stringify(runs);
      expect(pieces.filter((piece) => shown.includes(piece))).toEqual([]);
    }),
    { seed: 20260301, numRuns: 150 },
  );
});

test('no piece of a value survives where the message of the server is cut', () => {
  const secret = 'zq7Xw9-Kj3/Vb5_Hy1';
  const pieces = Array.from({ length: secret.length - 5 }, (_, at) => secret.slice(at, at + 6));
  const frames = fc.constantFrom(
    (value: string) => `'${value}'`,
    (value: string) => `"say ${value} and\n${value}"`,
    (value: string) => `PASSWORD '${value}'`,
    (value: string) => `password=${value}`,
    (value: string) => `${value}@example.com`,
    (value: string) => `Key (name)=(${value} ${value}) already exists`,
    (value: string) => `postgres://bob:${value}@db/app`,
  );
  const place = fc.record({ offset: fc.integer({ min: -60, max: 60 }), frame: frames });
  fc.assert(
    fc.property(place, fc.constantFrom(' ', '\n'), ({ offset, frame }, between) => {
      const words = (length: number) => `it is so${between}`.repeat(Math.ceil(length / 9)).slice(0, length);
      const said = `${words(3_000 + offset)}${between}${frame(secret)}${between}${words(20_000)}`;
      const { stored, runs } = understood(
        `error: migration failed: ${said} in line 0: SELECT f(); (details: pq: ${said})`,
      );
      expect(runs).toHaveLength(1);
      const shown = stored + JSON.stringify(runs);
      expect(pieces.filter((piece) => shown.includes(piece))).toEqual([]);
    }),
    { seed: 20261122, numRuns: 150 },
  );
});
