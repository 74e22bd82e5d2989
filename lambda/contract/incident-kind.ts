/** Kinds of incidents, in the order in which one observation opens them. A key, an alarm's description and a page name them. */
export const INCIDENT_KINDS = ['migration', 'slow', 'missing', 'wrong', 'leak', 'pattern'] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];
