import { expect, test } from 'vitest';
import type { LogBatch } from '../../../lambda/domain/model/log-batch.ts';
import type { Source } from '../../../lambda/domain/model/target.ts';
import {
  patternData,
  patternMatches,
  SEARCHED_CHARACTERS,
} from '../../../lambda/domain/runs/error-pattern.ts';
import { LOG_GROUP, LOG_STREAM, T0 } from '../../builders/facts-and-runs.ts';
import { sourcesOf } from '../../sources-of.ts';

const full = { name: 'disk-full', regex: /No space left on device/u };
const fatal = { name: 'fatal', regex: /^FATAL: .* terminated/u };
/** Sources of the log group with these rules, by environment in order. */
const rules = (...each: readonly (readonly [environment: string, condition: string])[]) =>
  sourcesOf(
    `sources: [${each.map(([environment, condition]) => `{ logGroup: ${LOG_GROUP}, environment: ${environment}, rules: [{ database: orders, ${condition} }] }`)}]`,
  );
const production = rules(['production', '']);
const staging = ['staging', ''] as const;

function batchOf(...texts: string[]): LogBatch {
  const events = texts.map((text, index) => ({
    id: String(index).padStart(20, '0'),
    timestamp: T0,
    message: text,
  }));
  return { logGroup: LOG_GROUP, logStream: LOG_STREAM, events };
}

const brief = (batch: LogBatch, patterns = [full, fatal], sources: readonly Source[] = production) =>
  patternMatches(batch, patterns, sources).map(
    ({ environment, pattern, lines }) => `${environment} ${pattern} ${lines}`,
  );

test.each([
  ['no line that matches', ['listening on :8080', 'no space left'], []],
  [
    'lines anywhere in the batch, counted',
    ['write: No space left on device', 'ok', 'No space left on device'],
    ['production disk-full 2'],
  ],
  [
    'a beginning means that of the line, not of its envelope',
    ['2026-03-05T10:00:00Z FATAL: backend terminated'],
    ['production fatal 1'],
  ],
  [
    'several lines in one log event',
    ['a\nNo space left on device\nFATAL: 7 terminated'],
    ['production disk-full 1', 'production fatal 1'],
  ],
  [
    'text inside JSON',
    ['{"level":"error","msg":"No space left on device","container_name":"migrate"}'],
    ['production disk-full 1'],
  ],
  [
    'the last character that is searched',
    [`${'x'.repeat(SEARCHED_CHARACTERS - 23)}No space left on device`],
    ['production disk-full 1'],
  ],
  ['one behind it', [`${'x'.repeat(SEARCHED_CHARACTERS - 22)}No space left on device`], []],
])('%s', (_name, texts, expected) => {
  expect(brief(batchOf(...texts))).toEqual(expected);
});

test.each<[string, readonly Source[], readonly string[]]>([
  ['no source fits', sourcesOf('sources: [{ logGroup: /other, database: orders }]'), []],
  ['the first that fits', rules(['production', ''], staging), ['production']],
  ['another container', rules(['production', 'container: app'], staging), ['staging']],
  ['this container', rules(['production', 'container: migrate'], staging), ['production']],
  ['another stream', rules(['production', 'streamPrefix: users/'], staging), ['staging']],
  [
    'what hangs on the command may be either',
    rules(['production', 'command: prod'], staging),
    ['production', 'staging'],
  ],
  [
    'what hangs on the order of runs may be either',
    rules(['production', 'nth: 2'], staging),
    ['production', 'staging'],
  ],
  [
    'two databases of one environment are one',
    rules(['production', 'nth: 1'], ['production', 'nth: 2']),
    ['production'],
  ],
])('whose line it is: %s', (_name, sources, expected) => {
  expect(brief(batchOf('No space left on device'), [full], sources)).toEqual(
    expected.map((environment) => `${environment} disk-full 1`),
  );
});

test('no log event is read if there are no patterns', () => {
  const events = new Proxy([], {
    get: () => {
      throw new Error('looked at');
    },
  });
  expect(patternMatches({ logGroup: LOG_GROUP, logStream: LOG_STREAM, events }, [], production)).toEqual([]);
});

test('a match is stamped now, with only its environment and its name as dimensions', () => {
  const matches = [{ environment: 'production', pattern: 'disk-full', lines: 3 }];
  expect(patternData(matches, T0)).toEqual([
    {
      name: 'PatternMatches',
      value: 3,
      at: T0,
      dimensions: { Environment: 'production', Pattern: 'disk-full' },
    },
  ]);
});
