import { awsPorts } from '../adapters/aws-ports.ts';
import { LazyLogReader } from '../adapters/lazy-log-reader.ts';
import { readConfig } from '../config.ts';
import { sweep } from '../pipeline/sweep.ts';

const ports = { ...awsPorts(readConfig(process.env)), logReader: new LazyLogReader() };

/** Entry point of the schedule, every minute. Errors propagate; what is still due is due in the next minute as well. */
export const handler = async (): Promise<void> => sweep(ports);
