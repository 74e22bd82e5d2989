import { expect, test } from 'vitest';
import { explainRuns } from '../../lambda/domain/incidents/explained-run.ts';
import { explainText } from '../../lambda/pipeline/explain-text.ts';
import { pumped, pumps } from '../../scripts/expressions/verdicts.ts';

/*
 * Texts that make some expression slow, as long as a log event can be, wherever somebody else's text may stand. How long reading
 * them takes is the bench's row worst-line; here one that never ends does not end the test.
 */

const CHARACTERS = 250_000;
/** What a fact keeps of a statement: there it is judged. */
const KEPT = 30_000;

const CARRIERS: Readonly<Record<string, (text: string) => string>> = {
  'a line': (text) => text,
  'a statement': (text) => `error: migration failed: x in line 0: ${text}\n (details: pq: x)`,
  'a statement that is judged': (text) =>
    `error: migration failed: x in line 0: CREATE TABLE a (b int);\n${text.slice(0, KEPT)};\nSELECT 1; (details: pq: x)`,
  'a message': (text) => `error: migration failed: ${text} in line 0: SELECT 1; (details: pq: ${text})`,
};

test('zeros are among them, as a blob has them', () => {
  expect(pumps().length).toBeGreaterThan(40);
});

test.each(Object.entries(CARRIERS))(
  '%s of any kind is read to its end',
  (_name, carried) => {
    for (const pump of [...pumps(), ['', '0', ''] as const, ['', '9', ' errors occurred'] as const]) {
      const events = ['1/u a (3ms)', carried(pumped(pump, CHARACTERS))].map((message, index) => ({
        id: String(index),
        timestamp: 1_795_350_000_000,
        message,
      }));
      const runs = explainText([{ logGroup: '/ecs/orders', logStream: 'orders', events }]);
      expect(explainRuns(runs, []).length).toBeGreaterThan(0);
    }
  },
  120_000,
);
