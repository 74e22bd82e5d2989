import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLine } from '../../../../lambda/domain/lines/parse/parse-line.ts';
import { mayBeMigrate } from '../../../../lambda/domain/lines/wording/anchors.ts';
import { literalSearch } from '../../../../lambda/domain/lines/wording/literal-search-fast-path.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/migrate');
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

test.each([
  '2026/06/01 03:00:00 Start buffering 1/u init',
  '1/u a b (c) (3.5ms)',
  'Finished after 3.5ms',
  'Closing source and database',
  'no change',
  '20240101 (dirty)',
  '2026/06/01 03:00:00 20240101',
  'Stopping after this running migration ...',
  'Are you sure you want to apply all down migrations? [y/N]',
  'Not applying all down migrations',
  'Dropping the entire database schema',
  'Usage: migrate OPTIONS COMMAND [arg...]',
  'Usage of up:',
  '[Container] 2026/06/01 03:00:00.123456 Phase complete: BUILD State: SUCCEEDED',
  '+ migrate -path db -database x up',
  '##[error]Process completed with exit code 1.',
  'migrate_1 exited with code 1',
  'exit status 1',
  'command terminated with exit code 1',
  'make: *** [migrate] Error 1',
  'signal: killed',
  'Terminated',
  'error: x',
  'panic: x',
])('%s is understood, and not passed over', (text) => {
  expect(parseLine(text).event.kind).not.toBe('unrecognized');
  expect(mayBeMigrate(text)).toBe(true);
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
  fc.assert(
    fc.property(
      damaged.filter((text) => !STAMPED_VERSION.test(text)),
      expectAgreement,
    ),
    {
      seed: 20260303,
      numRuns: 5_000,
    },
  );
});

/** The output of `migrate -verbose version` with an envelope before it. */
const STAMPED_VERSION = /\D \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d+)? \d+\s*$/;

// Known gap: the quick test, and the search of a delivery, look for a version only in a line that has nothing before its stamp.
test.fails('a version with its stamp is not passed over after the name of a service', () => {
  expectAgreement('[web] 2026/06/01 03:00:00 20240101');
});

test('a literal is found wherever it stands, and only there', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'é', '…'), maxLength: 24 });
  const literals = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 3, maxLength: 6 }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(text, literals, (one, several) => {
      expect(literalSearch(several).foundIn(one, () => true)).toBe(
        several.some((literal) => one.includes(literal)),
      );
    }),
    { seed: 20260304, numRuns: 5_000 },
  );
});

test('the name of a migration is found as an expression would find it', () => {
  const near = fc.string({
    unit: fc.constantFrom('0', '9', '/', 'u', 'd', '_', 'a', 'Z', ' ', 'é'),
    maxLength: 12,
  });
  let found = 0;
  fc.assert(
    fc.property(near, (text) => {
      // With a letter before it, the text is not a bare version.
      const line = `x ${text}`;
      if (mayBeMigrate(line)) found++;
      expect(mayBeMigrate(line)).toBe(/\d\/[ud]\b/.test(line));
    }),
    { seed: 20260312, numRuns: 20_000 },
  );
  expect(found).toBeGreaterThan(100);
});
