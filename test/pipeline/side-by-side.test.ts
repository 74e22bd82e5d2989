import { expect, test } from 'vitest';
import { sideBySide } from '../../lambda/pipeline/side-by-side.ts';

/** Work that ends when it is told to. */
function desk() {
  const begun: number[] = [];
  const ends = new Map<number, { readonly done: () => void; readonly fail: (error: Error) => void }>();
  const work = (item: number) =>
    new Promise<string>((resolve, reject) => {
      begun.push(item);
      ends.set(item, { done: () => resolve(`did ${item}`), fail: reject });
    });
  /** Lets everything that can go on go on. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { begun, ends, work, settle };
}

test('begins `atOnce` items in order, and another whenever one is done; the results are in order', async () => {
  const { begun, ends, work, settle } = desk();
  const all = sideBySide([1, 2, 3, 4], 2, work);
  await settle();
  expect(begun).toEqual([1, 2]);

  ends.get(2)!.done();
  await settle();
  expect(begun).toEqual([1, 2, 3]);

  ends.get(1)!.done();
  await settle();
  expect(begun).toEqual([1, 2, 3, 4]);

  ends.get(4)!.done();
  ends.get(3)!.done();
  expect(await all).toEqual(['did 1', 'did 2', 'did 3', 'did 4']);
});

test('after a failure it begins no further item, waits for those begun, and throws the first failure', async () => {
  const { begun, ends, work, settle } = desk();
  let ended = false;
  const all = sideBySide([1, 2, 3, 4], 2, work).finally(() => {
    ended = true;
  });
  const thrown = expect(all).rejects.toThrow('first');
  await settle();
  ends.get(2)!.fail(new Error('first'));
  await settle();
  expect(ended).toBe(false);

  ends.get(1)!.fail(new Error('second'));
  await thrown;
  expect(begun).toEqual([1, 2]);
});

test('begins nothing for an empty list, and at most one task for each item', async () => {
  expect(await sideBySide([], 4, async () => 'x')).toEqual([]);
  expect(await sideBySide([7], 4, async (item) => item)).toEqual([7]);
});
