import { SEVERITIES, type Severity } from './severity.ts';

/** Topics that people subscribe to: pages by severity, and the health of the monitor itself. */
export type PeopleTopic = Severity | 'health';
export const PEOPLE_TOPICS = [...SEVERITIES, 'health'] as const satisfies readonly PeopleTopic[];
