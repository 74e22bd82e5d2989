import { CANARY_ENV } from '../contract/env.ts';

/** What the `canary` function is configured with. */
export interface CanaryConfig {
  readonly logGroup: string;
  readonly everyMs: number;
}

/**
 * Reads {@link CANARY_ENV}.
 *
 * @throws when one is missing or unreadable, with all problems at once.
 */
export function readCanaryConfig(env: Readonly<Record<string, string | undefined>>): CanaryConfig {
  const { [CANARY_ENV.logGroup]: logGroup = '', [CANARY_ENV.everyMs]: every = '' } = env;
  const problems = [
    ...(logGroup === '' ? [`${CANARY_ENV.logGroup} is not set`] : []),
    ...(/^[1-9]\d*$/.test(every) ? [] : [`${CANARY_ENV.everyMs} is '${every}'; expected whole milliseconds`]),
  ];
  if (problems.length > 0)
    throw new Error(`wrong configuration of canary:\n${problems.map((one) => `  ${one}`).join('\n')}`);
  return { logGroup, everyMs: Number(every) };
}
