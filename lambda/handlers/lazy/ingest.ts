import { awsPorts } from '../../adapters/aws/aws-ports.ts';
import { handlerEnvironment } from '../../adapters/aws/handler-environment.ts';
import { decodeLogBatch } from '../../adapters/input/decode-log-batch.ts';
import type { DecodedBatch } from '../../adapters/input/read-log-batch.ts';
import { readIngestConfig } from '../../config/writer.ts';
import { backfill } from '../../pipeline/backfill.ts';
import { decodeOrReject } from '../../pipeline/decode-or-reject.ts';
import { ingest } from '../../pipeline/ingest.ts';

// Once per execution environment.
const config = readIngestConfig(handlerEnvironment());
const ports = { ...awsPorts(config), errorPatterns: config.errorPatterns };

/** The part of `ingest` that only some deliveries need; its handler loads it for the first of them. */
export async function ingestDelivery(decode: () => DecodedBatch): Promise<void> {
  const decoded = await decodeOrReject(decode, ports);
  if (decoded.kind === 'batch') await ingest(decoded.batch, ports, decoded);
}

/** A delivery of `migrate-watch backfill`. */
export async function backfillDelivery(event: unknown): Promise<void> {
  const decoded = await decodeOrReject(() => decodeLogBatch(event), ports);
  if (decoded.kind === 'batch') await backfill(decoded.batch, ports);
}
