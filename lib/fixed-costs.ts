/**
 * Prices of what costs the same whatever runs, in US dollars a month, us-east-1. `scripts/costs/prices.ts` names their sources.
 */
export const FIXED_USD = {
  alarm: 0.1,
  /** On a band: three metrics. */
  anomalyAlarm: 0.3,
  compositeAlarm: 0.5,
  dashboard: 3,
  key: 1,
  /** A series that is sent every hour. */
  series: 0.3,
  /** Calls of the sweep, one each minute. */
  sweep: 0.75,
  /** One call of the canary, with everything that it causes. */
  canaryCall: 0.000_066,
  /** A channel with a function: its secret, and the requests that Lambda asks its queue with. */
  channel: 0.66,
} as const;

/** Numbers of what a monitor has, whatever runs. */
export interface FixedParts {
  readonly alarms: number;
  readonly anomalyAlarms: number;
  readonly compositeAlarms: number;
  readonly dashboards: number;
  readonly keys: number;
  /** Series that are sent every hour, the canary's included. */
  readonly series: number;
  /** Calls of the canary in 30 days. */
  readonly canaryCalls: number;
  /** Channels with a function. */
  readonly channels: number;
}

/** What the parts cost in US dollars a month. */
export function fixedUsd(parts: FixedParts): number {
  return (
    parts.alarms * FIXED_USD.alarm +
    parts.anomalyAlarms * FIXED_USD.anomalyAlarm +
    parts.compositeAlarms * FIXED_USD.compositeAlarm +
    parts.dashboards * FIXED_USD.dashboard +
    parts.keys * FIXED_USD.key +
    parts.series * FIXED_USD.series +
    FIXED_USD.sweep +
    parts.canaryCalls * FIXED_USD.canaryCall +
    parts.channels * FIXED_USD.channel
  );
}

/** `53 alarms and 13 series, 15.30 dollars a month whatever runs (us-east-1, without free tiers)`. */
export function fixedWords(parts: FixedParts): string {
  const alarms = parts.alarms + parts.anomalyAlarms + parts.compositeAlarms;
  const usd = fixedUsd(parts).toFixed(2);
  return `${alarms} alarms and ${parts.series} series, ${usd} dollars a month whatever runs (us-east-1, without free tiers)`;
}
