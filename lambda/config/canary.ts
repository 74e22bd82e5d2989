import { CANARY_ENV } from '../contract/env.ts';
import type { MonitorPlace } from '../contract/monitor.ts';
import { type Environment, readEnv } from './read-env.ts';

/** What the `canary` function is configured with. */
export interface CanaryConfig {
  readonly monitor: MonitorPlace;
  readonly logGroup: string;
  readonly everyMs: number;
}

/**
 * Reads {@link CANARY_ENV}.
 *
 * @throws {@link ConfigError} with all problems at once.
 */
export function readCanaryConfig(env: Environment): CanaryConfig {
  return readEnv('canary', env, ({ required, monitor, problem }) => {
    const logGroup = required(CANARY_ENV.logGroup);
    const every = required(CANARY_ENV.everyMs);
    if (every !== '' && !/^[1-9]\d*$/.test(every))
      problem(`${CANARY_ENV.everyMs} is '${every}'; expected whole milliseconds`);
    return { monitor: monitor(), logGroup, everyMs: Number(every) };
  });
}
