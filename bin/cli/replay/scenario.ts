import type { Settings } from '../../../lib/settings/settings.ts';
import type { LogDelivery } from '../aws-events/subscription.ts';

/** A scenario: the settings of a deployment, and the steps that follow. */
export interface Scenario {
  readonly settings: Settings;
  /** The clock at the beginning, epoch ms. */
  readonly startsAt: number;
  readonly steps: readonly Step[];
}

/** One step. `name` is its name in messages: `steps[3].lifecycle`. */
export type Step = { readonly name: string } & (
  | { readonly kind: 'clock'; readonly at: number }
  | { readonly kind: 'lifecycle'; readonly event: unknown }
  | { readonly kind: 'logEvents'; readonly delivery: LogDelivery }
  /** The monitor is deployed again, with other settings. */
  | { readonly kind: 'settings'; readonly settings: Settings }
  /** The clock moves forward, then the sweep is called. */
  | { readonly kind: 'sweep'; readonly afterMs: number }
);
