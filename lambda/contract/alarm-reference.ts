import { INCIDENT_KINDS, type IncidentKind } from './incident-kind.ts';
import { SEVERITIES, type Severity } from './severity.ts';

/** In the place of a database: the alarm is about its environment as a whole. No error pattern may have this name. */
export const ALL_DATABASES = 'all';

/** Which incident an alarm is about. Its description carries it: a notification of CloudWatch names no incident. */
export interface AlarmReference {
  readonly environment: string;
  /** {@link ALL_DATABASES}, or the name of a database; of kind `pattern`: that of the error pattern. */
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
 * What an alarm's description declares, wherever in it; `undefined` when it declares nothing.
 *
 * A user's own alarm may say it too, and may leave the severity out. A kind or a severity that is not known is left out.
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
