import { ALL_DATABASES } from '../contract/alarm-reference.ts';
import type { IncidentChange } from '../domain/incidents/decide-incidents.ts';
import type { Incident } from '../domain/incidents/incident.ts';
import type { PagePolicy } from '../domain/incidents/page-policy.ts';
import { ANNOUNCED_DATABASES, isAnnounced, MOST_ANNOUNCED, shareOf } from '../domain/incidents/shared.ts';
import { presentName } from '../domain/model/names.ts';
import type { Target } from '../domain/model/target.ts';
import type { PageRequest } from './page-request.ts';
import type { FactStore } from './ports.ts';

/**
 * Adjusts the changes of one database so that many undeclared databases in trouble share one incident.
 *
 * If the settings do not declare the database, and {@link MOST_ANNOUNCED} other undeclared databases of its environment have open
 * incidents, then a new incident is written without a page. Instead it becomes part of the shared incident.
 */
export async function sharedChanges(
  changes: readonly IncidentChange[],
  target: Target,
  {
    facts,
    policy,
  }: { readonly facts: Pick<FactStore, 'listOpen'>; readonly policy: Pick<PagePolicy, 'sources'> },
): Promise<readonly IncidentChange[]> {
  const { sources } = policy;
  const opens = changes.some(({ plan }) => plan?.kind === 'opened');
  if (!opens || target.database === ALL_DATABASES || !isAnnounced(target, sources)) return changes;
  const others = new Set(
    (await facts.listOpen()).flatMap((entry) => {
      if (entry.kind !== 'incident' || entry.isOver || entry.environment !== target.environment) return [];
      const { environment, database } = entry;
      const isOther = database !== target.database && database !== ALL_DATABASES;
      return isOther && isAnnounced({ environment, database }, sources) ? database : [];
    }),
  );
  if (others.size < MOST_ANNOUNCED) return changes;
  return changes.map((change) =>
    change.plan?.kind === 'opened'
      ? {
          ...change,
          plan: null,
          incident: {
            ...change.incident,
            notifiedTopics: [],
            remindAt: null,
            escalation: undefined,
            shared: true,
          },
        }
      : change,
  );
}

/**
 * Requests that add `incidents` to the shared incident: first those that are open, then those that are over. Repeating them changes
 * nothing.
 */
export function shareRequests(
  incidents: readonly Incident[],
  { names }: Pick<PagePolicy, 'names'>,
): readonly PageRequest[] {
  return incidents
    .filter(({ shared }) => shared)
    .sort((a, b) => Number(a.ended !== null) - Number(b.ended !== null))
    .map((incident) => ({
      target: { ...presentName(incident.target, names), database: ANNOUNCED_DATABASES },
      messageId: `shared ${incident.key}${incident.ended === null ? '' : ' over'}`,
      observations: [{ kind: 'alarm' as const, alarm: shareOf(incident) }],
      runs: [],
    }));
}
