import type { Statistic } from './definition.ts';

/** All data points of one metric that fall into one minute. */
interface Bucket {
  readonly sum: number;
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
}

interface Stretch {
  readonly from: number;
  /** The first minute after the bucket. */
  readonly to: number;
  readonly bucket: Bucket;
}

/**
 * One metric over time, in whole minutes since the epoch, stored as stretches of minutes with the same data.
 *
 * So a year of a gauge that is mostly 0 needs a few stretches instead of half a million points.
 */
export class Series {
  readonly #stretches: Stretch[] = [];

  /**
   * Adds a data point of `value` to each minute from `from` up to, not including, `to`.
   *
   * Points must be added in the order of time. The last minute may get more points if it is a stretch of one minute.
   */
  add(from: number, value: number, to = from + 1): void {
    const last = this.#stretches.at(-1);
    const bucket = bucketOf(value);
    if (last?.from === from && last.to === to) {
      this.#stretches[this.#stretches.length - 1] = { from, to, bucket: merge(last.bucket, bucket) };
      return;
    }
    if (last && from < last.to) throw new Error(`minute ${from} is before ${last.to}`);
    this.#stretches.push({ from, to, bucket });
  }

  /** Minutes at which the data changes: begins, ends, or takes another value. In order. */
  changes(): readonly number[] {
    return [...new Set(this.#stretches.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  }

  /** Statistic of the minutes from `from` up to, not including, `to`; `null` if they have no data. */
  statistic(statistic: Statistic, from: number, to: number): number | null {
    let all: Bucket | undefined;
    for (let minute = from; minute < to; minute++) {
      const bucket = this.#at(minute);
      if (bucket) all = all ? merge(all, bucket) : bucket;
    }
    return all ? STATISTICS[statistic](all) : null;
  }

  #at(minute: number): Bucket | undefined {
    let low = 0;
    let high = this.#stretches.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const { from, to, bucket } = this.#stretches[middle]!;
      if (minute < from) high = middle - 1;
      else if (minute >= to) low = middle + 1;
      else return bucket;
    }
    return undefined;
  }
}

const STATISTICS: Readonly<Record<Statistic, (bucket: Bucket) => number>> = {
  Sum: ({ sum }) => sum,
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
};

function bucketOf(value: number): Bucket {
  return { sum: value, count: 1, minimum: value, maximum: value };
}

function merge(a: Bucket, b: Bucket): Bucket {
  return {
    sum: a.sum + b.sum,
    count: a.count + b.count,
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
  };
}
