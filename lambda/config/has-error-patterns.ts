import { ENV } from '../contract/env.ts';
import type { Environment } from './read-env.ts';

/** Are error patterns configured? Unlike `readIngestConfig`, this reads no other variable, so it is quick to load. */
export function hasErrorPatterns(env: Environment): boolean {
  return Boolean(env[ENV.errorPatterns]);
}
