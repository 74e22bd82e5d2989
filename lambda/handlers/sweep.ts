import { awsPorts } from '../adapters/aws-ports.ts';
import { decodeSweepEvent } from '../adapters/decode-sweep-event.ts';
import { handlerEnvironment } from '../adapters/handler-environment.ts';
import { LazyLogReader } from '../adapters/lazy-log-reader.ts';
import { readConfig } from '../config.ts';
import { accept } from '../pipeline/accept.ts';
import { sweep } from '../pipeline/sweep.ts';

const ports = { ...awsPorts(readConfig(handlerEnvironment())), logReader: new LazyLogReader() };

/**
 * Entry point of the schedules: of the one that calls every minute, and of those that say that a run has to come.
 *
 * Errors propagate; what is still due is due in the next minute as well.
 */
export const handler = async (event: unknown): Promise<void> => {
  const expected = await accept(() => decodeSweepEvent(event), ports);
  await (expected === undefined ? sweep(ports) : ports.store.openExpected(expected));
};
