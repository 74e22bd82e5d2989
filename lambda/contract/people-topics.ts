import { SEVERITIES, type Severity } from './severity.ts';

/** Topics that people hear from: pages by severity, and what the monitor says of itself. */
export type PeopleTopic = Severity | 'health';
export const PEOPLE_TOPICS = [...SEVERITIES, 'health'] as const satisfies readonly PeopleTopic[];
