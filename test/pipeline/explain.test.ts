import { expect, test } from 'vitest';
import { readLogText } from '../../lambda/adapters/input/read-log-text.ts';
import { explainText } from '../../lambda/pipeline/explain-text.ts';

test('a file is not read again, so a migration that was executing before the next command stays undecided', () => {
  const text = [
    '+ migrate -path m -database "$D" up',
    '2026/03/05 10:00:00 Read and execute 3/u add_email',
    '+ migrate -path m -database "$D" up',
    'error: Dirty database version 3. Fix and force version.',
    '',
  ].join('\n');
  expect(explainText(readLogText(Buffer.from(text)))).toMatchObject([
    { outcome: 'unknown', dirtyVersion: '3', findings: [], verdict: { state: 'unknown' } },
    { outcome: 'blocked' },
  ]);
});

test('a run without an end before the end of the file ends at its last line', () => {
  const text = [
    '{"ts":1772676789.1,"level":"info","msg":"Start buffering 1/u x"}',
    '{"ts":1772676789.5,"level":"info","msg":"Finished 1/u x (read 1ms, ran 2ms)"}',
    '',
  ].join('\n');
  expect(explainText(readLogText(Buffer.from(text)))).toMatchObject([
    { outcome: 'succeeded', startedAt: 1772676789100, endedAt: 1772676789500, durationMs: 400 },
  ]);
});

test('the same stream of two accounts holds two runs', () => {
  const delivery = (owner: string, id: string, message: string) =>
    JSON.stringify({
      messageType: 'DATA_MESSAGE',
      owner,
      logGroup: '/ecs/orders',
      logStream: 'web',
      logEvents: [{ id, timestamp: 1_772_676_789_000, message }],
    });
  const text = [
    delivery('111122223333', '1', 'Start buffering 1/u x'),
    delivery('444455556666', '2', 'Finished 1/u x (read 1ms, ran 2ms)'),
  ].join('\n');
  expect(explainText(readLogText(Buffer.from(text)))).toHaveLength(2);
  expect(explainText(readLogText(Buffer.from(text.replace('444455556666', '111122223333'))))).toHaveLength(1);
});
