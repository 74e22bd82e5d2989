import { beforeAll, expect, test } from 'vitest';
import { isFault, type Played } from '../../../scripts/states/play.ts';
import { playAll } from '../../../scripts/states/play-all.ts';
import { showPlayed } from '../../../scripts/states/show-played.ts';
import { table } from '../../../scripts/states/table.ts';

/** A longer run: `npm run e2e:states -- --seed 7 --count 600`. */
const COUNT = 64;
const SERIES = 1;

let played: readonly Played[];
beforeAll(async () => {
  played = await playAll(SERIES, COUNT);
  console.log(table(played));
});

test('no state is wrong, and every page leads to a clean end at the target of its job', () => {
  expect(played).toHaveLength(COUNT);
  expect(played.filter(isFault).map(showPlayed).join('\n\n')).toBe('');
});
