import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { play } from '../../bin/cli/replay/play.ts';
import { playedJson } from '../../bin/cli/replay/played-json.ts';
import { readScenario } from '../../bin/cli/replay/read-scenario.ts';
import { LONG_ERRORS } from './long-error.ts';

const START = Date.parse('2026-11-22T12:00:00.000Z');
const STAMP = '2026-11-22T12:00:00.123456789Z';
const SETTINGS = {
  sources: [{ logGroup: '/ecs/orders', database: 'orders' }],
  routes: { critical: ['oncall@example.com'] },
};
const STREAM = 'orders/migrate/00000000000000000000000000000001';

/** The first that a container prints, in these deliveries; then twenty minutes. */
async function played(deliveries: readonly (readonly string[])[]) {
  let count = 0;
  const steps: object[] = [{ clock: new Date(START + 1_000).toISOString() }];
  for (const messages of deliveries) {
    const events = messages.map((message) => ({
      id: String(count++).padStart(8, '0'),
      timestamp: START,
      message,
    }));
    steps.push({ logEvents: { logGroup: '/ecs/orders', logStream: STREAM, events } });
  }
  for (let minute = 0; minute < 20; minute++) steps.push({ sweepAfterMinutes: 1 });
  const { scenario, problems } = readScenario(JSON.stringify({ settings: SETTINGS, steps }), 'cut.json');
  expect(problems).toEqual([]);
  return playedJson(await play(scenario!));
}

function expectToldOnce(pages: readonly { readonly kind: string }[]): void {
  expect(pages.map(({ kind }) => kind)).toEqual(['opened', ...pages.slice(1).map(() => 'updated')]);
}

const json = (fields: object) => JSON.stringify(fields);
/** Each prints one record: its error, and other text before it. */
const LOGGERS: Readonly<Record<string, (error: string, other?: object) => string>> = {
  zap: (error, other) => json({ level: 'error', ts: 1_764_000_000, msg: 'migrate up', ...other, error }),
  'zap, in the message': (error) =>
    json({
      level: 'fatal',
      ts: 1_764_000_000,
      msg: `migrate up: ${error}`,
      stacktrace: 'main.main\n\t/a.go:1',
    }),
  slog: (err, other) => json({ time: STAMP, level: 'ERROR', msg: 'cannot migrate', ...other, err }),
  'slog, as the message': (msg) => json({ time: STAMP, level: 'ERROR', msg }),
  'logrus, its keys in order': (error, other) =>
    json({ ...other, error, level: 'fatal', msg: 'migrate', time: STAMP }),
};

const cut = (text: string) => text.match(/[\s\S]{1,16384}/g) ?? [];
/** Each carries the pieces of one text. */
const CARRIERS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  'nothing around them': cut,
  'FireLens, which says nothing': (text) =>
    cut(text).map((log) => json({ container_name: 'migrate', source: 'stderr', log })),
  'FireLens, numbered': (text) =>
    cut(text).map((log, index, { length }) =>
      json({
        container_name: 'migrate',
        source: 'stderr',
        log,
        partial_message: 'true',
        partial_id: 'ab12',
        partial_ordinal: String(index + 1),
        partial_last: String(index + 1 === length),
      }),
    ),
  'containerd’s files': (text) =>
    cut(text).map(
      (piece, index, { length }) => `${STAMP} stderr ${index + 1 === length ? 'F' : 'P'} ${piece}`,
    ),
  'Docker’s files': (text) =>
    cut(text).map((piece, index, { length }) =>
      json({ log: index + 1 === length ? `${piece}\n` : piece, stream: 'stderr', time: STAMP }),
    ),
};

function inDeliveries(messages: readonly string[], most: number): readonly (readonly string[])[] {
  const each = Math.ceil(messages.length / most);
  return Array.from({ length: Math.ceil(messages.length / each) }, (_, i) =>
    messages.slice(i * each, (i + 1) * each),
  );
}

const name = (of: object) => fc.constantFrom(...Object.keys(of));

describe('a record of 16 KB pieces is the first that a container prints', () => {
  test('its failure is reported once, in any number of deliveries', async () => {
    await fc.assert(
      fc.asyncProperty(
        name(LONG_ERRORS),
        name(LOGGERS),
        name(CARRIERS),
        fc.integer({ min: 9_000, max: 60_000 }),
        fc.constantFrom(1, 2, 3, 99),
        async (error, logger, carrier, size, deliveries) => {
          const record = LOGGERS[logger]!(LONG_ERRORS[error]!(size).replace(/^error: /, ''));
          const { runs, pages } = await played(inDeliveries(CARRIERS[carrier]!(record), deliveries));
          expect(runs).toMatchObject([{ outcome: 'failed' }]);
          expectToldOnce(pages);
        },
      ),
      { seed: 20261130, numRuns: 80 },
    );
  });

  const ERRORS = {
    PostgreSQL:
      'migration failed: relation "userz" does not exist (column 13) in line 1: ALTER TABLE userz ADD x INT;\n (details: ERROR: relation "userz" does not exist (SQLSTATE 42P01))',
    SQLite: 'near "ALTR": syntax error in line 0: ALTR TABLE userz ADD COLUMN email TEXT;',
    'no driver': 'Dirty database version 7. Fix and force version.',
  };
  const BEHIND_TEXT = ['zap', 'slog', 'logrus, its keys in order'];

  /** A record whose first cut is this many characters after the beginning of its error; negative if the cut comes before it. */
  function cutInto(error: string, logger: string, into: number): readonly string[] {
    const write = (args: string) => LOGGERS[logger]!(error, { args });
    const at = write('').indexOf(JSON.stringify(error).slice(1, -1));
    return cut(write('x '.repeat(16_384).slice(0, 16_384 - at - into)));
  }

  test.each(Object.entries(ERRORS))('%s: wherever the cut falls, in one delivery', async (_name, error) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...BEHIND_TEXT),
        fc.integer({ min: -40, max: error.length }),
        async (logger, into) => {
          const { runs, pages } = await played([cutInto(error, logger, into)]);
          expect(runs).toHaveLength(1);
          expectToldOnce(pages);
        },
      ),
      { seed: 20261130, numRuns: 30 },
    );
  });

  test.each(Object.entries(ERRORS))(
    '%s: the whole record is in the second delivery',
    async (_name, error) => {
      for (const logger of BEHIND_TEXT) {
        const pieces = cutInto(error, logger, -40);
        expect(pieces).toHaveLength(2);
        const { runs, pages } = await played(pieces.map((piece) => [piece]));
        expect(runs).toHaveLength(1);
        expectToldOnce(pages);
      }
    },
  );
});
