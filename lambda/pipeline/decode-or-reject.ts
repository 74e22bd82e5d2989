import { MONITOR_ENVIRONMENT } from '../contract/metrics.ts';
import type { MetricDatum } from '../domain/runs/record/metrics.ts';
import type { Clock, MetricSink } from './ports.ts';

/**
 * Decodes an input. One that cannot be read is counted, and the error is thrown on.
 *
 * No retry makes it readable, but nothing may be lost: Lambda's asynchronous invocation tries twice more, then puts the
 * whole input into the on-failure destination, where a person finds it. Each try is counted.
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

/** What of an input could not be read, although the rest could. */
export interface DecodeFlaws {
  /** Log events that were left out; `why` holds no text of theirs. */
  readonly skipped: readonly { readonly why: string }[];
  /** Bytes that are not UTF-8 and were read as U+FFFD. */
  readonly replaced: number;
}

export const NO_DECODE_FLAWS: DecodeFlaws = { skipped: [], replaced: 0 };

/** Log events left out count one by one, replaced bytes as one flaw of their input. */
export function countOf({ skipped, replaced }: DecodeFlaws): number {
  return skipped.length + (replaced > 0 ? 1 : 0);
}

/** Reasons that one message names; with thousands of bad log events, the first ones tell what is wrong. */
const MOST_REASONS = 5;

/** For the health log: what was left out or replaced, and why. Empty when nothing was. */
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

/** So many inputs, or parts of one input, could not be read. */
export function rejected(count: number, at: number): MetricDatum {
  return { name: 'RejectedInputs', value: count, at, dimensions: { Environment: MONITOR_ENVIRONMENT } };
}
