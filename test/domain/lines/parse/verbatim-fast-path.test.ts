import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectEnvelope } from '../../../../lambda/domain/lines/envelope/envelope.ts';
import { parseLine } from '../../../../lambda/domain/lines/parse/parse-line.ts';
import { isVerbatim } from '../../../../lambda/domain/lines/parse/verbatim-fast-path.ts';
import { createScope, redactErrorBlock, redactLine } from '../../../../lambda/domain/lines/redact/redact.ts';
import { mayBeMigrate } from '../../../../lambda/domain/lines/wording/anchors.ts';

const RUNS = { seed: 20260302, numRuns: 3_000 };

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const word = fc.oneof(
  { weight: 9, arbitrary: fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 17 }) },
  // What vendors put before their tokens, and what a redactor looks for.
  fc.constantFrom(
    'ghp',
    'gho',
    'github',
    'pat',
    'npm',
    'sk',
    'rk',
    'live',
    'dop',
    'v1',
    'hvs',
    'glpat',
    'xoxb',
    'eyj',
    'akia',
  ),
  fc.constantFrom(
    'password',
    'token',
    'secret',
    'key',
    'bearer',
    'identified',
    'by',
    'null',
    '',
    'Users',
    'straße',
    '.',
  ),
);
const identifier = fc
  .array(word, { minLength: 1, maxLength: 5 })
  .chain((words) => fc.constantFrom('_', '_', '_', '_', '-').map((between) => words.join(between)));
const span = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^\d{1,4}(?:\.\d{1,9})?(?:ns|us|µs|ms|s|m|h)$/) },
  fc.constantFrom('1m2.5s', '1h0m0s', '5', 's', '1.s', '-1ms', '15.3\ufffds'),
);
/** Verbs, and what golang-migrate prints after the name with each of them. */
const SHAPES = [
  ['', 'one'],
  ['Start buffering ', 'none'],
  ['Scheduled ', 'none'],
  ['Read and execute ', 'none'],
  ['Finished ', 'two'],
] as const;

const stamp = fc.constantFrom(
  '',
  '',
  '2026/06/01 03:00:00 ',
  '2026/06/01 03:00:00 ',
  '2026/06/01 03:00:00.123456 ',
  '2026-06-01 03:00:00 ',
);

const migration = fc
  .record({
    stamp,
    shape: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...SHAPES) },
      fc.tuple(
        fc.constantFrom('', 'Start buffering ', 'Finished ', 'Reading '),
        fc.constantFrom('none', 'one', 'two'),
      ),
    ),
    version: fc.oneof(
      { weight: 6, arbitrary: fc.stringMatching(/^\d{1,21}$/) },
      fc.constantFrom('-1', 'x', ''),
    ),
    letter: fc.constantFrom('u', 'u', 'u', 'd', 'd', 'up'),
    identifier,
    first: span,
    second: span,
  })
  .map(({ stamp, shape: [verb, end], version, letter, identifier: name, first, second }) => {
    const spans = { none: '', one: ` (${first})`, two: ` (read ${first}, ran ${second})` }[end];
    return `${stamp}${verb}${version}/${letter} ${name}${spans}`;
  });

/** What a run says at its end, and text that is nearly that. */
const ending = fc
  .tuple(
    stamp,
    fc.oneof(
      span.map((took) => `Finished after ${took}`),
      fc.constantFrom('Closing source and database', 'no change', 'No change', 'no change.'),
    ),
  )
  .map((parts) => parts.join(''));

const line = fc.oneof({ weight: 3, arbitrary: migration }, { weight: 1, arbitrary: ending });

test.each([
  ['2026/06/01 03:00:00 Start buffering 1/u init', true],
  ['Scheduled 1755680400123456789/d drop_users', true],
  ['1/u create_users (3.5ms)', true],
  ['2026/06/01 03:00:00 Finished 1/u add_index_2 (read 315.3µs, ran 1m2.5s)', true],
  ['2026/06/01 03:00:00 Finished after 1m2.5s', true],
  ['2026/06/01 03:00:00 Closing source and database', true],
  ['no change', true],
  ['no change here', false],
  ['Finished after lunch', false],
  ['1/u create_users', false],
  ['Start buffering 1/u create_users (3.5ms)', false],
  ['Finished 1/u create_users (3.5ms)', false],
  ['1/u CREATE_USERS (3.5ms)', false],
  ['1/u npm_downloads_daily (3.5ms)', true],
  ['1/u ghp_abcdefghijklmnopq (3.5ms)', false],
  [' 1/u create_users (3.5ms)', false],
  ['1/u create_users (3.5ms)\n', false],
])('%s: %s', (text, expected) => {
  expect(isVerbatim(text)).toBe(expected);
});

describe('a verbatim line', () => {
  const holds = (predicate: (text: string) => void): void => {
    let seen = 0;
    fc.assert(
      fc.property(line, (text) => {
        if (!isVerbatim(text)) return;
        seen++;
        predicate(text);
      }),
      RUNS,
    );
    expect(seen).toBeGreaterThan(100);
  };

  test('has nothing wrapped around it, whatever the samples agree on', () => {
    const unwrapped = { at: null, container: null, taskArn: null, stream: null, logger: false };
    holds((text) => {
      for (const samples of [[], [text], ['x | y', text]])
        expect(detectEnvelope(samples).unwrap(text)).toEqual([{ ...unwrapped, text }]);
    });
  });

  test('holds nothing to mask', () => {
    holds((text) => {
      const scope = createScope();
      expect([redactLine(text, scope), redactErrorBlock(text, scope), scope.count]).toEqual([text, text, 0]);
    });
  });

  test('may be golang-migrate’s', () => {
    holds((text) => expect(mayBeMigrate(text)).toBe(true));
  });

  test.each([false, true])(
    'says what the table says of the same line behind a blank; a logger: %s',
    (logger) => {
      holds((text) => {
        // Indented, it is not verbatim any more.
        expect(parseLine(` ${text}`, logger)).toEqual(parseLine(text, logger));
      });
    },
  );
});
