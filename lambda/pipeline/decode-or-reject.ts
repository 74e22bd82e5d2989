import { MONITOR_ENVIRONMENT } from '../contract/metrics.ts';
import type { MetricDatum } from '../domain/runs/record/metrics.ts';
import type { Clock, MetricSink } from './ports.ts';

/**
 * Decodes an input. If that fails, counts the input as rejected and throws the error again.
 *
 * A retry cannot make the input readable. The error is thrown all the same, so that the input is not lost: Lambda tries
 * twice more and then puts the whole input into the on-failure destination, where a person finds it. Each try is counted.
 */
export async function decodeOrReject<T>(
  decode: () => T | Promise<T>,
  { metrics, clock }: { readonly metrics: MetricSink; readonly clock: Clock },
): Promise<T> {
  try {
    return await decode();
  } catch (error) {
    await metrics.put([rejected(1, clock())]);
    throw error;
  }
}

/** The parts of an input that could not be read. The other parts were read. */
export interface DecodeFlaws {
  /** Log events that were left out. `why` holds no text of a log event. */
  readonly skipped: readonly { readonly why: string }[];
  /** Number of bytes that are not UTF-8. They were read as U+FFFD. */
  readonly replaced: number;
}

export const NO_DECODE_FLAWS: DecodeFlaws = { skipped: [], replaced: 0 };

/** Each log event that was left out counts as one flaw; all replaced bytes of the input together count as one. */
export function countOf({ skipped, replaced }: DecodeFlaws): number {
  return skipped.length + (replaced > 0 ? 1 : 0);
}

/** Reasons that one message names at most. Of thousands of bad log events, the first ones show what is wrong. */
const MOST_REASONS = 5;

/** Text for the health log: what was left out or replaced, and why. Empty when there are no flaws. */
export function flawWords({ skipped, replaced }: DecodeFlaws): string {
  const reasons = skipped.slice(0, MOST_REASONS).map(({ why }) => why);
  const more = skipped.length - reasons.length;
  if (more > 0) reasons.push(`and ${more} more`);
  return [
    skipped.length === 0 ? '' : `log events left out: ${skipped.length} (${reasons.join('; ')})`,
    replaced === 0 ? '' : `bytes that are not UTF-8, read as U+FFFD: ${replaced}`,
  ]
    .filter((words) => words !== '')
    .join('; ');
}

/** The metric for `count` inputs, or parts of one input, that could not be read. `at` is epoch ms. */
export function rejected(count: number, at: number): MetricDatum {
  return { name: 'RejectedInputs', value: count, at, dimensions: { Environment: MONITOR_ENVIRONMENT } };
}
