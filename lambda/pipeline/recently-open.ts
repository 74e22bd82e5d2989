import { GAUGES_GO_ON_MS } from '../contract/defaults.ts';
import type { Target } from '../domain/model/target.ts';

/**
 * The databases that had an open run in the last {@link GAUGES_GO_ON_MS}, as the sweep saw them.
 *
 * It lives as long as the function's execution environment, because a write at the end of each run would cost more than the graphs
 * that need it are worth. After a restart, the gauges of a run that has ended stop early. Ended incidents are in the open index.
 */
export class RecentlyOpen {
  readonly #until = new Map<string, { readonly target: Target; readonly until: number }>();

  /** Remembers `open`, and returns the databases that still count at `now` (epoch ms). */
  seen(open: readonly Target[], now: number): readonly Target[] {
    for (const target of open) {
      const { environment, database } = target;
      this.#until.set(JSON.stringify([environment, database]), { target, until: now + GAUGES_GO_ON_MS });
    }
    for (const [key, { until }] of this.#until) if (until <= now) this.#until.delete(key);
    return [...this.#until.values()].map(({ target }) => target);
  }
}
