import { MONITOR_ENVIRONMENT } from '../contract/metrics.ts';
import type { MetricDatum } from '../domain/record/metrics.ts';
import type { Clock, MetricSink } from './ports.ts';

/**
 * What `decode` makes of an input; an input that it cannot read is counted and the error let go on.
 *
 * Such an input never gets better, and nothing may be lost: Lambda's asynchronous invocation tries it twice more and
 * then hands it, whole, to the on-failure destination, where a person finds it. Each try counts once.
 */
export async function accept<T>(
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

/** So many inputs, or log events of one input, could not be read. */
export function rejected(count: number, at: number): MetricDatum {
  return { name: 'RejectedInputs', value: count, at, dimensions: { Environment: MONITOR_ENVIRONMENT } };
}
