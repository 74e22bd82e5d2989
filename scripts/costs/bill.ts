import { RETENTION_DAYS } from '../../lambda/contract/table.ts';
import { type Deployed, MINUTES } from './deployed.ts';
import type { Month, Played } from './month.ts';
import { costOf, plus, type Quantities, times } from './prices.ts';

/**
 * Estimates, on the high side, of values that depend on AWS's machines and cannot be counted.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export const ASSUMED = {
  /** Memory of each function, GB. */
  memoryGb: 0.5,
  /** Seconds that a sweep takes; called every minute, it is always warm. */
  sweepSeconds: 0.15,
  /** Seconds of any other invocation: runs are rare, so most invocations start a new environment, which is billed. */
  otherSeconds: 1,
  /** Requests a minute by which Lambda asks a queue for messages: five readers, each waiting for 20 s. */
  pollsPerMinute: 15,
  /** Seconds to search a delivery without any line of golang-migrate. */
  otherTextSeconds: 0.02,
} as const;

const HOURS = MINUTES / 60;
const MONTH_DAYS = HOURS / 24;
/** Log events are kept for three months, unless set otherwise. */
const LOG_MONTHS = 3;
const READ_UNIT = 4_096;

/** A month's bill, in parts; US dollars. */
export interface Bill {
  readonly alarms: number;
  readonly dashboards: number;
  readonly gauges: number;
  readonly sweep: number;
  /** The canary's calls, and its one series. */
  readonly canary: number;
  readonly key: number;
  readonly channels: number;
  readonly runMetrics: number;
  readonly runRequests: number;
  readonly storage: number;
}

/** The part of the bill that does not depend on runs. */
export type FixedPart = 'alarms' | 'dashboards' | 'gauges' | 'sweep' | 'canary' | 'key' | 'channels';
export const FIXED: readonly FixedPart[] = [
  'alarms',
  'dashboards',
  'gauges',
  'sweep',
  'canary',
  'key',
  'channels',
];

/**
 * The bill of a month with `runs` runs of one database, in the thirteenth month, when stored data has stopped growing.
 */
export function billOf(
  { quantities, scheduled, series, channels }: Deployed,
  month: Month,
  runs: number,
): Bill {
  const { alarm = 0, anomalyAlarm = 0, compositeAlarm = 0, dashboard = 0, key = 0, secret = 0 } = quantities;
  return {
    alarms: costOf({ alarm, anomalyAlarm, compositeAlarm }),
    dashboards: costOf({ dashboard }),
    gauges: costOf({ seriesHour: series * HOURS }),
    sweep: costOf(
      times(plus(month.sweep.quantities, { scheduled: 1 }, lambda(1, ASSUMED.sweepSeconds)), scheduled.sweep),
    ),
    canary: costOf(canaryUse(month, scheduled.canary)),
    key: costOf({ key }),
    channels: costOf({ secret, queueRequest: channels * ASSUMED.pollsPerMinute * MINUTES }),
    runMetrics: costOf({ seriesHour: seriesHours(month, runs) }),
    runRequests: costOf(requests(month, runs, channels)),
    storage: costOf(stored(month, runs)),
  };
}

export function totalOf(bill: Bill): number {
  return Object.values(bill).reduce((sum: number, part: number) => sum + part, 0);
}

/** The bill of `deliveries` deliveries of other software's lines: each is only searched, without further AWS calls. */
export function otherText(deliveries: number): number {
  return costOf(lambda(deliveries, ASSUMED.otherTextSeconds));
}

/** Invocations, each traced: X-Ray takes at least one in each second, and invocations are fewer. */
function lambda(invocations: number, seconds: number): Quantities {
  return {
    invocation: invocations,
    gbSecond: invocations * seconds * ASSUMED.memoryGb,
    trace: invocations,
  };
}

/** A series is billed for every hour in which it is sent; the canary's series is sent in every hour. */
function canaryUse({ canaries }: Month, calls: number): Quantities {
  if (calls === 0) return {};
  const two = plus(canaries.quantities, { scheduled: 2 }, lambda(canaries.invocations, ASSUMED.otherSeconds));
  return plus(times(two, calls / 2), { seriesHour: canaries.series.size * HOURS });
}

/** Occurrences of a kind among `runs` runs. */
function occurrences({ kind }: Played, runs: number): number {
  return (kind.of100 * runs) / 100;
}

/** A series is billed for each hour in which it is sent; at most, every run is in a separate hour. */
function seriesHours({ kinds }: Month, runs: number): number {
  const sent = new Map<string, number>();
  for (const played of kinds) {
    for (const [name, count] of played.use.series)
      sent.set(name, (sent.get(name) ?? 0) + count * occurrences(played, runs));
  }
  return [...sent.values()].reduce((sum, count) => sum + Math.min(HOURS, count), 0);
}

function requests(month: Month, runs: number, channels: number): Quantities {
  const kept = (months: number) => (played: Played) => occurrences(played, runs) * months;
  const incidentBytes = month.kinds.reduce(
    (sum, played) => sum + kept(RETENTION_DAYS.incident / MONTH_DAYS)(played) * played.stored.incidents,
    0,
  );
  const parts = month.kinds.map((played) => {
    const { invocations, deliveries, pages, quantities, ofChannel } = played.use;
    const one = plus(
      quantities,
      lambda(invocations + deliveries * channels, ASSUMED.otherSeconds),
      times(ofChannel, channels),
      // `page` reads what the database keeps.
      { readUnit: pages * Math.floor(incidentBytes / READ_UNIT) },
    );
    return times(one, occurrences(played, runs));
  });
  return plus(...parts);
}

function stored({ kinds }: Month, runs: number): Quantities {
  const parts = kinds.map((played) => {
    const { facts, runs: records, incidents } = played.stored;
    const table =
      (facts * RETENTION_DAYS.fact + records * RETENTION_DAYS.run + incidents * RETENTION_DAYS.incident) /
      MONTH_DAYS;
    const log = (played.use.quantities.logIngested ?? 0) * LOG_MONTHS;
    return times({ tableStored: table, logStored: log }, occurrences(played, runs));
  });
  return plus(...parts);
}
