import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { play } from '../../bin/cli/replay/play.ts';
import { playedJson } from '../../bin/cli/replay/played-json.ts';
import { readScenario } from '../../bin/cli/replay/read-scenario.ts';
import { readLogText } from '../../lambda/adapters/input/read-log-text.ts';
import { explainText } from '../../lambda/pipeline/explain-text.ts';
import { CARRIERS, LONG_ERRORS } from './long-error.ts';

const START = Date.parse('2026-11-22T12:00:00.000Z');
const SETTINGS = {
  sources: [{ logGroup: '/ecs/orders', database: 'orders' }],
  routes: { critical: ['oncall@example.com'] },
};

/** The messages in this many deliveries of a stream that names a container, then twenty minutes. */
async function played(messages: readonly string[], deliveries = 1) {
  const each = Math.ceil(messages.length / deliveries);
  const events = messages.map((message, i) => ({
    id: String(i).padStart(8, '0'),
    timestamp: START,
    message,
  }));
  const steps: object[] = [{ clock: new Date(START + 1_000).toISOString() }];
  for (let i = 0; i < events.length; i += each) {
    const logStream = 'orders/migrate/00000000000000000000000000000001';
    steps.push({ logEvents: { logGroup: '/ecs/orders', logStream, events: events.slice(i, i + each) } });
  }
  for (let minute = 0; minute < 20; minute++) steps.push({ sweepAfterMinutes: 1 });
  const { scenario, problems } = readScenario(JSON.stringify({ settings: SETTINGS, steps }), 'long.json');
  expect(problems).toEqual([]);
  const result = await play(scenario!);
  expect(result.notes).toEqual([]);
  return playedJson(result);
}

const NOT_SQLITE = Object.keys(LONG_ERRORS).filter((kind) => kind !== 'sqlite');
const size = fc.integer({ min: 5_000, max: 200_000 });
const carrier = fc.constantFrom(...Object.keys(CARRIERS));
/** What was printed before it: nothing, as by a first migration, or the migration before. */
const before = fc.constantFrom<readonly string[]>([], ['1/u a (3ms)']);
const ONE_FAILED = [{ outcome: 'failed', error: { class: 'migration-failed' } }];

describe('a failure whose message is as long as a file', () => {
  test('is one failed run and one page, in any envelope', async () => {
    const kind = fc.constantFrom(...NOT_SQLITE);
    await fc.assert(
      fc.asyncProperty(kind, size, carrier, before, async (error, characters, wrapped, printed) => {
        const messages = CARRIERS[wrapped]!(LONG_ERRORS[error]!(characters));
        fc.pre(messages.every((message) => message.length <= 1_000_000));
        const { runs, pages } = await played([...printed, ...messages]);
        expect(runs).toMatchObject(ONE_FAILED);
        expect(runs[0]!.error!.details).toBeTruthy();
        expect(pages.map((page) => page.kind)).toEqual(['opened']);
      }),
      { seed: 20261122, numRuns: 40 },
    );
  });

  test('is one failed run and one `opened` page if its lines come in several deliveries', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(LONG_ERRORS)),
        size,
        fc.integer({ min: 2, max: 5 }),
        before,
        async (error, characters, deliveries, printed) => {
          const lines = CARRIERS['lines']!(LONG_ERRORS[error]!(characters));
          const { runs, pages } = await played([...printed, ...lines], deliveries);
          expect(runs).toMatchObject([{ outcome: 'failed' }]);
          expect(pages.map((page) => page.kind)).toEqual(['opened', ...pages.slice(1).map(() => 'updated')]);
        },
      ),
      { seed: 20261122, numRuns: 20 },
    );
  });

  test('is found in SQLite’s words, which come without any word of golang-migrate', async () => {
    await fc.assert(
      fc.asyncProperty(size, carrier, before, async (characters, wrapped, printed) => {
        const messages = CARRIERS[wrapped]!(LONG_ERRORS['sqlite']!(characters));
        const { runs, pages } = await played([...printed, ...messages]);
        expect(runs).toMatchObject([{ outcome: 'failed' }]);
        expect(pages.map((page) => page.kind)).toEqual(['opened', ...pages.slice(1).map(() => 'updated')]);
      }),
      { seed: 20261122, numRuns: 10 },
    );
  });

  test('is found by parse', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(LONG_ERRORS)),
        size,
        fc.constantFrom('one event', 'zap'),
        before,
        (error, characters, wrapped, printed) => {
          const text = [...printed, ...CARRIERS[wrapped]!(LONG_ERRORS[error]!(characters)), ''].join('\n');
          expect(explainText(readLogText(Buffer.from(text)))).toMatchObject([{ outcome: 'failed' }]);
        },
      ),
      { seed: 20261122, numRuns: 30 },
    );
  });
});

test('the message is cut at a line break, with a mark', async () => {
  const { runs } = await played([LONG_ERRORS['raised from rows, on many lines']!(50_000)]);
  const { message, details, statement } = runs[0]!.error!;
  expect(message).toMatch(/^check 12 of the invoices failed(?:\s|check 12 of the invoices failed|…)*…$/);
  expect(details).toMatch(/^pq: check 12 of the invoices failed\n[\s\S]*\n…$/);
  expect(statement).toBe('SELECT check_invoices();\nSELECT 1;');
});

test('a quotation as long as a file is left out as a whole', async () => {
  const { runs } = await played([LONG_ERRORS['unterminated']!(50_000)]);
  expect(runs[0]!.error!.message).toBe('unterminated quoted string at or near "‹text #1, 64+ chars›"');
  expect(JSON.stringify(runs)).not.toContain('Name 3');
});
