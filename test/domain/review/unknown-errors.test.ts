import { describe, expect, test } from 'vitest';
import { unknownErrorFindings, wordingOf } from '../../../lambda/domain/review/unknown-errors.ts';

const LINE = (n: number) => `driver: node-${n}a7f refused shard ${n} of "orders_${n}" after ${n}s`;
const errors = (count: number, text = LINE) =>
  Array.from({ length: count }, (_, n) => ({
    run: `logs//ecs/orders/task-${n}-mm71m74${n}`,
    message: text(n + 10),
  }));

test('five lines of one wording are one finding, which names a run to look at', () => {
  expect(unknownErrorFindings(errors(4))).toEqual([]);
  const [finding, ...others] = unknownErrorFindings(errors(5));
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    id: expect.stringMatching(/^unknown-error\/[0-9a-f]{8}$/),
    says: '5 runs failed with an error that the monitor does not know: driver: node-… refused shard … of … after …',
    evidence: 5,
  });
  expect(finding!.todo).toContain('migrate-watch show logs//ecs/orders/task-4-mm71m744;');
});

test('the same wording has the same id in another week', () => {
  const later = errors(6, (n) => LINE(n + 500));
  expect(unknownErrorFindings(later)[0]!.id).toBe(unknownErrorFindings(errors(5))[0]!.id);
});

test('at most three, the most frequent first', () => {
  const words = ['one', 'two', 'three', 'four'];
  const all = words.flatMap((word, index) => errors(5 + index, (n) => `${word}: broke at ${n}`));
  expect(unknownErrorFindings(all).map(({ says }) => /know: (\w+)/.exec(says)![1])).toEqual([
    'four',
    'three',
    'two',
  ]);
});

describe('what differs from run to run is left out', () => {
  test.each([
    ['relation "orders" of user \'ana\'', 'relation … of user …'],
    ['at 2026-03-02 10:00:01, node 17', 'at …, node …'],
    ['pod 5f3a9c on 10.0.0.12:5432', 'pod … on …'],
    ['column `a` twice', 'column … twice'],
    ['a plain sentence', 'a plain sentence'],
    ['two\n  lines', 'two lines'],
  ])('%s', (message, wording) => {
    expect(wordingOf(message)).toBe(wording);
  });
});
