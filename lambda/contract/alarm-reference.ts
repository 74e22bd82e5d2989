import { INCIDENT_KINDS, type IncidentKind } from './incident-kind.ts';
import { SEVERITIES, type Severity } from './severity.ts';

/** Used instead of the name of a database for an alarm about a whole environment. No error pattern may have this name. */
export const ALL_DATABASES = 'all';

/** The incident that an alarm is about. It is written in the alarm's description, because CloudWatch's notification has no other place for it. */
export interface AlarmReference {
  readonly environment: string;
  /** The name of a database, or {@link ALL_DATABASES}. For the kind `pattern` it is the name of the error pattern. */
  readonly database: string;
  readonly kind: IncidentKind;
  readonly severity: Severity;
}

const PREFIX = 'dedupe=migrate-watch/';
const REFERENCE = new RegExp(String.raw`\b${PREFIX}([^/\s]+)/(\S+)/([a-z]+)\b(?: severity=([a-z]+))?`);

/** `dedupe=migrate-watch/<environment>/<database>/<kind> severity=<severity>`. */
export function formatAlarmReference({ environment, database, kind, severity }: AlarmReference): string {
  return `${PREFIX}${environment}/${database}/${kind} severity=${severity}`;
}

/**
 * The reference in an alarm's description, at any place in it; `undefined` when there is no reference.
 *
 * A user may write a reference into the description of their own alarm, without the severity if they like. The result leaves out a
 * kind or a severity that is not known.
 */
export function parseAlarmReference(
  description: string,
): (Pick<AlarmReference, 'environment' | 'database'> & Partial<AlarmReference>) | undefined {
  const [, environment, database, kindWord, severityWord] = REFERENCE.exec(description) ?? [];
  if (environment === undefined || database === undefined) return undefined;
  const kind = INCIDENT_KINDS.find((each) => each === kindWord);
  const severity = SEVERITIES.find((each) => each === severityWord);
  return { environment, database, ...(kind && { kind }), ...(severity && { severity }) };
}

/** The line of a description that says which regular expression of the settings an alarm is about. */
export function formatExpression(expression: string): string {
  return `Expression: ${expression}`;
}

/** The expression that {@link formatExpression} wrote; `undefined` when the description has none. */
export function parseExpression(description: string): string | undefined {
  return /^Expression: (.+)$/m.exec(description)?.[1];
}
