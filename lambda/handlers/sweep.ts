import { awsPorts } from '../adapters/aws/aws-ports.ts';
import { handlerEnvironment } from '../adapters/aws/handler-environment.ts';
import { LazyLogReader } from '../adapters/aws/lazy-log-reader.ts';
import { decodeSweepEvent } from '../adapters/input/decode-sweep-event.ts';
import { readWriterConfig } from '../config/writer.ts';
import { decodeOrReject } from '../pipeline/decode-or-reject.ts';
import { sweep } from '../pipeline/sweep.ts';

const ports = { ...awsPorts(readWriterConfig(handlerEnvironment())), logReader: new LazyLogReader() };

/**
 * Entry point of the schedules: one calls every minute, and the others say that a run is expected.
 *
 * Errors propagate. What is still due is done in the next minute.
 */
export const handler = async (event: unknown): Promise<void> => {
  const expected = await decodeOrReject(() => decodeSweepEvent(event), ports);
  await (expected === undefined ? sweep(ports) : ports.store.openExpected(expected));
};
