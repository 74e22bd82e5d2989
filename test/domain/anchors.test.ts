import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayBeMigrate } from '../../lambda/domain/anchors.ts';
import { literalSearch } from '../../lambda/domain/literal-search.ts';
import { parseLine } from '../../lambda/domain/parse-line.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/migrate');
const captured = [
  ...new Set(
    readdirSync(FOLDER)
      .filter((name) => name.endsWith('.log'))
      .flatMap((name) => readFileSync(join(FOLDER, name), 'utf8').split(/\r?\n/)),
  ),
];

/** What the first test says no to, the parser must say no to as well. */
function expectAgreement(text: string): void {
  if (!mayBeMigrate(text)) expect([text, parseLine(text).event.kind]).toEqual([text, 'unrecognized']);
}

test('no captured line that the parser understands is passed over', () => {
  expect(captured.length).toBeGreaterThan(500);
  for (const text of captured) expectAgreement(text);
});

test('nor is one that was cut, joined to another or written into', () => {
  const at = fc.nat({ max: 200 });
  const damaged = fc
    .record({ one: fc.constantFrom(...captured), other: fc.constantFrom(...captured), at, to: at })
    .chain(({ one, other, at: from, to }) =>
      fc.constantFrom(
        one.slice(from),
        one.slice(0, from),
        one.slice(0, from) + other.slice(to),
        `${one.slice(0, from)}"${one.slice(from)}`,
        `[web] ${one}`,
        `migrate_1  | ${one}`,
        `  ${one} `,
      ),
    );
  fc.assert(fc.property(damaged, expectAgreement), { seed: 20260303, numRuns: 5_000 });
});

test('a literal is found wherever it stands, and only there', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'é', '…'), maxLength: 24 });
  const literals = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 3, maxLength: 6 }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(text, literals, (one, several) => {
      expect(literalSearch(several).foundIn(one)).toBe(several.some((literal) => one.includes(literal)));
    }),
    { seed: 20260304, numRuns: 5_000 },
  );
});
