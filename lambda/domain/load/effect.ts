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
 * What a metric did in `span`, robustly: its median has to leave the median of the hour before by four, and that of the same time of the
 * day before by three robust standard deviations, and by a floor.
 *
 * @param isLast nobody will ask again, so what is there counts although the last minute has no data
 */
export function effectOf(metric: LoadMetric, span: Span, read: Series, isLast = false): MetricLoad {
  const { label, unit } = metric;
  const nothing = { label, unit, before: null, during: null, peak: null, peakAt: null };
  if (read.size === 0) return { ...nothing, word: 'unpublished' };
  const during = pointsIn(span, read, metric);
  const before = valuesOf(
    pointsIn({ from: span.from - APART_MS - BEFORE_MS, to: span.from - APART_MS }, read, metric),
  );
  const isWhole = isLast || during.length === minutesIn(span).length;
  if (during.length === 0 || before.length === 0 || !isWhole) return { ...nothing, word: 'late' };
  const yesterday = valuesOf(pointsIn(spansToRead(span).yesterday, read, metric));
  const now = median(valuesOf(during));
  const isMoved =
    leaves(now, before, SIGMAS.before, metric) &&
    (yesterday.length < LEAST_YESTERDAY || leaves(now, yesterday, SIGMAS.yesterday, metric));
  const sign = signOf(metric);
  const [peakAt, peak] = during.reduce((most, each) => (sign * (each[1] - most[1]) > 0 ? each : most));
  return {
    label,
    unit,
    word: isMoved ? (during.length < LEAST_MINUTES ? 'perhaps' : 'moved') : 'unmoved',
    before: median(before),
    during: now,
    peak,
    peakAt,
  };
}

type Point = readonly [minute: number, value: number];

/** The minutes within a span that have data. */
function pointsIn(span: Span, read: Series, { gapIsZero }: LoadMetric): readonly Point[] {
  return minutesIn(span).flatMap((at): Point[] => {
    const value = read.get(at) ?? (gapIsZero ? 0 : undefined);
    return value === undefined ? [] : [[at, value]];
  });
}

function valuesOf(points: readonly Point[]): number[] {
  return points.map(([, value]) => value);
}

/** Is `now` worse than a sample by more than `sigmas` of its robust standard deviations, and by more than the floor? */
function leaves(now: number, sample: number[], sigmas: number, metric: LoadMetric): boolean {
  const usual = median(sample);
  const floor = metric.floor ?? SHARE * Math.abs(usual);
  const spread = sigmas * MAD_TO_SIGMA * medianAbsoluteDeviation(sample);
  return signOf(metric) * (now - usual) > Math.max(spread, floor);
}

function signOf({ down }: LoadMetric): 1 | -1 {
  return down ? -1 : 1;
}
