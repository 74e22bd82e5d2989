import { INCIDENT_KINDS, type IncidentKind } from '../../contract/incident-kind.ts';
import type { Target } from './target.ts';

/** The parts of an incident's key. A run id is not one of them: retries must join one incident, and a clean run must end it. */
export interface IncidentName {
  /** For the kind `pattern`, `database` is the name of the error pattern. */
  readonly target: Target;
  readonly kind: IncidentKind;
  /** 1 for the first of its database and kind. Assigned in order of arrival and never reused. */
  readonly n: number;
}

const PREFIX = 'migrate-watch';
const KEY = /^migrate-watch\/([^/]+)\/(.+)\/([a-z]+)\/([1-9]\d*)$/;

/** `migrate-watch/<environment>/<database>/<kind>/<n>`: the key within one monitor. Receivers get {@link sentKey}. */
export function incidentKey({ target, kind, n }: IncidentName): string {
  return [PREFIX, target.environment, target.database, kind, n].join('/');
}

/** The parts of a key within one monitor; `undefined` when the text is not such a key. */
export function parseIncidentKey(key: string): IncidentName | undefined {
  const [, environment, database, word, n] = KEY.exec(key) ?? [];
  const kind = INCIDENT_KINDS.find((known) => known === word);
  return environment && database && kind
    ? { target: { environment, database }, kind, n: Number(n) }
    : undefined;
}
