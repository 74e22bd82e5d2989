import { ALL_DATABASES } from '../contract/alarm-reference.ts';
import type { IncidentKind } from '../contract/incident-kind.ts';
import type { AlarmNotification } from '../domain/incidents/alarm-notification.ts';
import { ALARM_LAG_MS } from '../domain/incidents/episode-chain.ts';
import type { Incident } from '../domain/incidents/incident.ts';
import type { PagePolicy } from '../domain/incidents/page-policy.ts';
import { settledIncidents } from '../domain/incidents/settled.ts';
import type { AlarmSummary } from '../domain/incidents/target-state.ts';
import { type Target, UNMATCHED } from '../domain/model/target.ts';
import type { PageRequest } from './page-request.ts';
import type { FactStore, IncidentStore, OpenEntry } from './ports.ts';

/** What is searched for the incident that an alarm is about. */
export interface AlarmContext {
  readonly facts: Pick<FactStore, 'listOpen'>;
  readonly incidents: Pick<IncidentStore, 'readTarget'>;
  readonly policy: Pick<PagePolicy, 'sources'>;
}

/**
 * The observation that an alarm which went to ALARM is, with the database that it belongs to.
 *
 * The alarm may not name a database. It then belongs to the database with an open incident of its kind in its environment, else
 * to one whose incident ended within {@link ALARM_LAG_MS} before the alarm, else to the environment as a whole.
 *
 * @param now epoch ms, used when the alarm has no time
 */
export async function alarmRequest(
  { name, environment, database, kind, at, description, reason, severity }: AlarmNotification,
  context: AlarmContext,
  now: number,
): Promise<PageRequest> {
  const alarm: AlarmSummary = {
    name,
    kind: kind ?? 'migration',
    at: at ?? now,
    text: description || reason,
    ...(severity && { severity }),
  };
  const where = environment ?? UNMATCHED.environment;
  const named = database === ALL_DATABASES ? null : database;
  return {
    target: {
      environment: where,
      database:
        named ??
        (await openIn(where, alarm.kind, context)) ??
        (await endedIn(where, alarm, context)) ??
        ALL_DATABASES,
    },
    messageId: `alarm ${name}@${alarm.at}`,
    observations: [{ kind: 'alarm', alarm }],
    runs: [],
  };
}

/** Is this the open incident of a whole environment? Such an incident is opened when no run explains an alarm. */
export function isOpenForAll(entry: OpenEntry, environment: string, kind: IncidentKind): boolean {
  return (
    entry.kind === 'incident' &&
    !entry.isOver &&
    entry.environment === environment &&
    entry.incidentKind === kind &&
    entry.database === ALL_DATABASES
  );
}

/**
 * Can an alarm that went to ALARM at `at` (epoch ms) be about this incident? An alarm looks back over its evaluation periods, so
 * the incident may be over by then.
 */
export function explains({ openedAt, ended }: Incident, at: number): boolean {
  if (ended === null) return true;
  return ended.why !== 'corrected' && openedAt <= at && at - ended.at <= ALARM_LAG_MS;
}

async function openIn(
  environment: string,
  kind: IncidentKind,
  { facts }: AlarmContext,
): Promise<string | undefined> {
  for (const entry of await facts.listOpen()) {
    const fits = entry.kind === 'incident' && !entry.isOver && entry.environment === environment;
    if (fits && entry.incidentKind === kind && entry.database !== ALL_DATABASES) return entry.database;
  }
  return undefined;
}

/** The database whose incident ended last among those that the alarm can be about. */
async function endedIn(
  environment: string,
  { kind, at }: { readonly kind: IncidentKind; readonly at: number },
  { incidents, policy }: AlarmContext,
): Promise<string | undefined> {
  const targets = [UNMATCHED, ...policy.sources.map(({ target }) => target)];
  const databases = new Set(
    targets.flatMap((target) => (target.environment === environment ? target.database : [])),
  );
  const searched = [...databases].map((database): Target => ({ environment, database }));
  const items = await Promise.all(searched.map((target) => incidents.readTarget(target)));
  const endedAt = ({ ended }: Incident) => ended?.at ?? Number.POSITIVE_INFINITY;
  return items
    .flatMap((each, index) => [...each.incidents, ...settledIncidents(searched[index]!, each.settled)])
    .filter((incident) => incident.kind === kind && explains(incident, at))
    .sort((a, b) => endedAt(b) - endedAt(a))[0]?.target.database;
}
