import { describe, expect, test } from 'vitest';
import { FAILS, ONE_GROUP, type Printed, told } from './story.ts';

const STREAM = 'orders/migrate';
const APPLIED = ['1/u a (3ms)', 'no change'];
const SKEWS = [1, 3, 119, 60 * 24 * 365];

/** Printed and received at `at`, minutes into the night, by a clock that is `ahead` minutes ahead. */
function printed(at: number, ahead: number, lines: readonly string[], stream = STREAM): Printed {
  return { at: at + ahead, arrives: at + 0.1, stream, lines };
}

const kinds = async (...all: readonly Printed[]) => {
  const { pages } = await told(ONE_GROUP, all);
  return pages.map(({ kind }) => kind);
};

describe.each(SKEWS)('a clock that is %i min ahead', (ahead) => {
  test('during a success does not hide the failure after it', async () => {
    expect(await kinds(printed(0, ahead, APPLIED), printed(10, 0, FAILS))).toEqual(['opened']);
    expect(await kinds(printed(0, ahead, APPLIED), printed(0.5, 0, FAILS))).toEqual(['opened']);
  });

  test('during a success does not hide the failure after it in the same log stream', async () => {
    const stream = `${STREAM}/${'a'.repeat(32)}`;
    expect(await kinds(printed(0, ahead, APPLIED, stream), printed(10, 0, FAILS, stream))).toEqual([
      'opened',
    ]);
  });

  test('during a failure does not keep it open after its repair', async () => {
    expect(await kinds(printed(0, ahead, FAILS), printed(10, 0, ['no change']))).toEqual([
      'opened',
      'resolved',
    ]);
  });

  test('during a repair does not prevent the repair from ending the failure, unless the repair may have come first', async () => {
    expect(await kinds(printed(0, 0, FAILS), printed(10, ahead, ['no change']))).toEqual([
      'opened',
      'resolved',
    ]);
    expect(await kinds(printed(0, 0, FAILS), printed(1.5, ahead, ['no change']))).toEqual(['opened']);
  });
});

test('a page says that the times of its log cannot be right', async () => {
  const { pages } = await told(ONE_GROUP, [printed(0, 119, FAILS)]);
  expect(pages[0]!.text.replace(/\s+/g, ' ')).toContain(
    'Its log is stamped 2026-03-05 04:12:00 UTC, which cannot be right: the times here are those of receipt.',
  );
  expect(pages[0]!.text).toContain('(just now)');
});
