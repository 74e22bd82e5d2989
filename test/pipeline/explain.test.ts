import { expect, test } from 'vitest';
import { readLogText } from '../../lambda/adapters/read-log-text.ts';
import { explain } from '../../lambda/pipeline/explain.ts';

test('a run that only the end of the file ends, ends with its last line', () => {
  const text = [
    '{"ts":1772676789.1,"level":"info","msg":"Start buffering 1/u x"}',
    '{"ts":1772676789.5,"level":"info","msg":"Finished 1/u x (read 1ms, ran 2ms)"}',
    '',
  ].join('\n');
  expect(explain(readLogText(Buffer.from(text)))).toMatchObject([
    { outcome: 'succeeded', startedAt: 1772676789100, endedAt: 1772676789500, durationMs: 400 },
  ]);
});
