import { awsPorts } from '../adapters/aws/aws-ports.ts';
import { handlerEnvironment } from '../adapters/aws/handler-environment.ts';
import { decodeLogBatch, deliveriesIn } from '../adapters/input/decode-log-batch.ts';
import { readIngestConfig } from '../config/writer.ts';
import { decodeOrReject } from '../pipeline/decode-or-reject.ts';
import { ingest } from '../pipeline/ingest.ts';

// Once per execution environment.
const config = readIngestConfig(handlerEnvironment());
const ports = { ...awsPorts(config), errorPatterns: config.errorPatterns };

/**
 * Entry point of log subscriptions: directly, through a relay, or through a Kinesis data stream that this function reads.
 *
 * Errors propagate, so that Lambda retries and then uses the on-failure destination. For records of a stream, the event source
 * mapping determines the retries.
 */
export const handler = async (event: unknown): Promise<void> => {
  for (const delivery of deliveriesIn(event)) {
    const decoded = await decodeOrReject(() => decodeLogBatch(delivery), ports);
    if (decoded.kind === 'batch') await ingest(decoded.batch, ports, decoded);
  }
};
