import type { Settings } from './settings.ts';

/** Settings without what is over, and one sentence for each thing that is left out. */
export interface Current {
  readonly settings: Settings;
  readonly leftOut: readonly string[];
}

/**
 * Leaves out expected runs and maintenance windows of one time, `at(…)`, that is over at `now` (epoch ms): AWS refuses a
 * schedule in the past, so a file that was kept for a year could not be deployed again.
 */
export function withoutPast(settings: Settings, now: number): Current {
  const leftOut: string[] = [];
  const keep = <T extends { readonly name: string; readonly schedule: string; readonly timeZone: string }>(
    list: string,
    entries: readonly T[],
    lasts: (entry: T) => number,
  ): readonly T[] =>
    entries.filter((entry) => {
      const at = /^at\((.+)\)$/.exec(entry.schedule)?.[1];
      if (at === undefined || epochOf(at, entry.timeZone) + lasts(entry) > now) return true;
      leftOut.push(
        `${list} '${entry.name}' was ${entry.schedule} and is left out; remove it from the settings`,
      );
      return false;
    });
  return {
    settings: {
      ...settings,
      expectedRuns: keep('expectedRuns', settings.expectedRuns, () => 0),
      maintenance: keep('maintenance', settings.maintenance, ({ durationMs }) => durationMs),
    },
    leftOut,
  };
}

/** Epoch ms of a local time `yyyy-mm-ddThh:mm`. A time that a change of clocks skips counts as the time before it. */
function epochOf(local: string, timeZone: string): number {
  const asUtc = Date.parse(`${local}:00Z`);
  const first = asUtc - offsetAt(asUtc, timeZone);
  return asUtc - offsetAt(first, timeZone);
}

/** How far the zone's clocks are ahead of UTC then, in ms. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)!.value);
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - at
  );
}
