import { median, medianAbsoluteDeviation } from 'simple-statistics';
import type { MetricLoad } from '../model/load.ts';
import type { LoadMetric } from './load-metrics.ts';

/** Values by minute, epoch ms. */
export type Series = ReadonlyMap<number, number>;

/** A span of time in epoch ms; the end is not included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** The hour before ends this long before the run, so that what prepares it does not count. */
const APART_MS = 2 * MINUTE_MS;
const BEFORE_MS = 60 * MINUTE_MS;
const YESTERDAY_AROUND_MS = 30 * MINUTE_MS;
/** With fewer minutes of yesterday than this, it is not compared. */
const LEAST_YESTERDAY = 30;
/** With fewer minutes of the run than this, a change may be chance. */
const LEAST_MINUTES = 3;
/** Makes the median absolute deviation comparable with a standard deviation. @see https://en.wikipedia.org/wiki/Median_absolute_deviation */
const MAD_TO_SIGMA = 1.4826;
const SIGMAS = { before: 4, yesterday: 3 };
/** A metric without a floor of its own has to change by this share of its value before. */
const SHARE = 0.1;

/** The whole minutes within a span, epoch ms. */
export function minutesIn({ from, to }: Span): readonly number[] {
  const first = Math.ceil(from / MINUTE_MS) * MINUTE_MS;
  const minutes: number[] = [];
  for (let at = first; at + MINUTE_MS <= to; at += MINUTE_MS) minutes.push(at);
  return minutes;
}

/** What has to be read for a run: around it, and around the same time of the day before. */
export function spansToRead({ from, to }: Span): { readonly now: Span; readonly yesterday: Span } {
  return {
    now: { from: from - APART_MS - BEFORE_MS, to: to + MINUTE_MS },
    yesterday: { from: from - DAY_MS - YESTERDAY_AROUND_MS, to: to - DAY_MS + YESTERDAY_AROUND_MS },
  };
}

/**
 * What a metric did in `span`, robustly: its median has to leave the median of the hour before by four, and the same time of the day before
 * by three robust standard deviations, and by a floor.
 *
 * @param isLast nobody will ask again, so what is there counts although the last minute has no data
 */
export function effectOf(metric: LoadMetric, span: Span, read: Series, isLast = false): MetricLoad {
  const { label, unit, down, gapIsZero } = metric;
  const { yesterday: dayBefore } = spansToRead(span);
  const valuesIn = (within: Span) =>
    minutesIn(within).flatMap((at): readonly [number, number][] => {
      const value = read.get(at) ?? (gapIsZero && read.size > 0 ? 0 : undefined);
      return value === undefined ? [] : [[at, value]];
    });
  const during = valuesIn(span);
  const before = valuesIn({ from: span.from - APART_MS - BEFORE_MS, to: span.from - APART_MS });
  const nothing = { label, unit, before: null, during: null, peak: null, peakAt: null };
  if (read.size === 0) return { ...nothing, word: 'unpublished' };
  const last = minutesIn(span).at(-1);
  const mayCome = !isLast && !gapIsZero && last !== undefined && !read.has(last);
  if (during.length === 0 || before.length === 0 || mayCome) return { ...nothing, word: 'late' };
  const usual = median(values(before));
  const now = median(values(during));
  const sign = down ? -1 : 1;
  const exceeds = (sample: readonly number[], sigmas: number) => {
    const middle = median([...sample]);
    const floor = metric.floor ?? SHARE * Math.abs(middle);
    return (
      sign * (now - middle) > Math.max(sigmas * MAD_TO_SIGMA * medianAbsoluteDeviation([...sample]), floor)
    );
  };
  const yesterday = values(valuesIn(dayBefore));
  const isMoved =
    exceeds(values(before), SIGMAS.before) &&
    (yesterday.length < LEAST_YESTERDAY || exceeds(yesterday, SIGMAS.yesterday));
  const [peakAt, peak] = during.reduce((most, each) => (sign * (each[1] - most[1]) > 0 ? each : most));
  return {
    label,
    unit,
    word: isMoved ? (during.length < LEAST_MINUTES ? 'perhaps' : 'moved') : 'unmoved',
    before: usual,
    during: now,
    peak,
    peakAt,
  };
}

function values(points: readonly (readonly [number, number])[]): number[] {
  return points.map(([, value]) => value);
}
