import type { Settings } from '../../../lib/settings/settings.ts';
import type { LogDelivery } from '../aws-events/subscription.ts';

/** A story for the monitor: what it is deployed with, and what then happens. */
export interface Scenario {
  readonly settings: Settings;
  /** Where the clock stands first, epoch ms. */
  readonly startsAt: number;
  readonly steps: readonly Step[];
}

/** One thing that happens. `name` is what messages call it: `steps[3].lifecycle`. */
export type Step = { readonly name: string } & (
  | { readonly kind: 'clock'; readonly at: number }
  | { readonly kind: 'lifecycle'; readonly event: unknown }
  | { readonly kind: 'logEvents'; readonly delivery: LogDelivery }
  /** The clock goes on, then the sweep is called. */
  | { readonly kind: 'sweep'; readonly afterMs: number }
);
