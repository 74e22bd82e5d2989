import { makeScenario } from './make-scenario.ts';
import { type Played, play } from './play.ts';
import { openStage } from './stage.ts';

/** Each series has its own range of seeds, of this size. */
const LONGEST_SERIES = 100_000;

/** How many are played at once: most of a scenario's time is waiting for processes. */
const AT_ONCE = 4;

/** Plays the first `count` scenarios of a series; the same series gives the same scenarios. */
export async function playAll(
  series: number,
  count: number,
  each: (played: Played) => void = () => undefined,
): Promise<readonly Played[]> {
  const stage = await openStage();
  try {
    const played: Played[] = [];
    const seeds = Array.from({ length: count }, (_, index) => series * LONGEST_SERIES + index);
    const playNext = async () => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        try {
          const one = await play(makeScenario(seed), stage);
          played.push(one);
          each(one);
        } catch (cause) {
          throw new Error(`scenario ${seed} cannot be played`, { cause });
        }
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, playNext));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return played.toSorted((a, b) => a.scenario.seed - b.scenario.seed);
  } finally {
    await stage.close();
  }
}
