import { expect, test } from 'vitest';
import { BOXES } from '../../scripts/pictures/architecture.ts';
import { full, synthesise } from '../lib/monitor-under-test.ts';

const drawn = (kind: string) =>
  BOXES.filter((box) => box.kind === kind)
    .map(({ title }) => title)
    .sort();

test('the picture of the architecture shows the functions and topics that are deployed, and no others', () => {
  const { monitor } = synthesise(full);
  const functions = Object.keys(monitor.functions).map((name) => name.replace(/^deliver-.*/, 'deliver-…'));
  expect(drawn('function')).toEqual([...new Set(functions)].sort());
  expect(drawn('topic')).toEqual(['events', ...Object.keys(monitor.topics)].sort());
});
