import { ENV } from '../contract/env.ts';
import type { Environment } from './read-env.ts';

/** Are error patterns configured? Unlike `readIngestConfig`, this needs no zod. */
export function hasErrorPatterns(env: Environment): boolean {
  return Boolean(env[ENV.errorPatterns]);
}
