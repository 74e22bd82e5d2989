import { CANARY_ENVIRONMENT } from '../../lambda/contract/canary.ts';
import { OWN_LOG_GROUPS } from '../../lambda/contract/log-groups.ts';
import type { DeclaredSource } from './declared-source.ts';

/** Log group of the canary of the monitor with this `namePrefix`. */
export function canaryLogGroup(namePrefix: string): string {
  return `${OWN_LOG_GROUPS}${namePrefix}/canary-lines`;
}

/** The source that declares the canary's runs to the functions. */
export function canarySource(namePrefix: string, logGroup = canaryLogGroup(namePrefix)): DeclaredSource {
  return {
    target: { environment: CANARY_ENVIRONMENT, database: namePrefix },
    logGroup,
    engine: 'postgres',
    multiStatement: false,
  };
}
