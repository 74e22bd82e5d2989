import { deliveriesIn } from '../adapters/input/decode-log-batch.ts';
import { isBackfill } from '../adapters/input/is-backfill.ts';
import { searchDelivery } from '../adapters/input/search-delivery.ts';
import { hasErrorPatterns } from '../config/has-error-patterns.ts';

const HAS_ERROR_PATTERNS = hasErrorPatterns(process.env);

/**
 * Entry point of log subscriptions: directly, through a relay, or through a Kinesis data stream that this function reads; and of
 * `migrate-watch backfill`, which marks its deliveries.
 *
 * Most deliveries hold nothing of golang-migrate's. So the SDK, the settings and the rules are loaded for the first delivery that
 * may hold something; without them, a cold start takes hardly longer than that of an empty function.
 *
 * Errors propagate, so that Lambda retries and then uses the on-failure destination. For records of a stream, the event source
 * mapping determines the retries.
 */
export const handler = async (event: unknown): Promise<void> => {
  if (isBackfill(event)) return (await import('./lazy/ingest.ts')).backfillDelivery(event);
  for (const delivery of deliveriesIn(event)) {
    const decode = searchDelivery(delivery, HAS_ERROR_PATTERNS);
    if (decode === undefined) continue;
    const { ingestDelivery } = await import('./lazy/ingest.ts');
    await ingestDelivery(decode);
  }
};
