import { awsPorts } from '../adapters/aws-ports.ts';
import { decodeLogBatch } from '../adapters/decode-log-batch.ts';
import { readConfig } from '../config.ts';
import { accept } from '../pipeline/accept.ts';
import { ingest } from '../pipeline/ingest.ts';

const ports = awsPorts(readConfig(process.env)); // once per execution environment

/** Log subscription entry point. Errors propagate: Lambda retries, then the on-failure destination. */
export const handler = async (event: unknown): Promise<void> => {
  const decoded = await accept(() => decodeLogBatch(event), ports);
  if (decoded.kind === 'batch') await ingest(decoded.batch, ports, decoded.skipped.length);
};
