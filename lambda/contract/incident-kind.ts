/** Kinds of incidents, in the order in which one observation opens them. Incident keys, descriptions of alarms and pages contain them. */
export const INCIDENT_KINDS = ['migration', 'slow', 'missing', 'wrong', 'leak', 'pattern'] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];
