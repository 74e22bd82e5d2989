import { ALL_DATABASES } from '../contract/alarm-reference.ts';
import { ENDED_INDEXED_MS } from '../contract/defaults.ts';
import type { AlarmNotification } from '../domain/incidents/alarm-notification.ts';
import { ALARM_LAG_MS } from '../domain/incidents/episode-chain.ts';
import type { Incident } from '../domain/incidents/incident.ts';
import type { PagePolicy } from '../domain/incidents/page-policy.ts';
import { settledIncidents } from '../domain/incidents/settled.ts';
import type { AlarmSummary } from '../domain/incidents/target-state.ts';
import { type Target, UNMATCHED } from '../domain/model/target.ts';
import type { PageRequest } from './page-request.ts';
import type { FactStore, IncidentEntry, IncidentStore } from './ports.ts';

/** What is searched for the incident that an alarm is about. */
export interface AlarmContext {
  readonly facts: Pick<FactStore, 'listOpen'>;
  readonly incidents: Pick<IncidentStore, 'readTarget'>;
  readonly policy: Pick<PagePolicy, 'sources' | 'names'>;
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
    target: { environment: where, database: named ?? (await databaseOf(where, alarm, context, now)) },
    messageId: `alarm ${name}@${alarm.at}`,
    observations: [{ kind: 'alarm', alarm }],
    runs: [],
  };
}

/**
 * Can an alarm that went to ALARM at `at` (epoch ms) be about this incident? An alarm looks back over its evaluation periods, so
 * the incident may be over by then.
 */
export function explains({ openedAt, ended }: Incident, at: number): boolean {
  if (ended === null) return true;
  return ended.why !== 'corrected' && openedAt <= at && at - ended.at <= ALARM_LAG_MS;
}

/** Most databases whose incidents are read for an alarm: those whose incidents ended last. */
const MOST_ENDED = 10;

/** A message of an alarm that is later than this, ms, may be about an incident that has left the index. */
const LATE_MS = ENDED_INDEXED_MS - ALARM_LAG_MS;

/** One query of the open index answers this for nearly every alarm, however many databases the environment has. */
async function databaseOf(
  environment: string,
  alarm: AlarmSummary,
  context: AlarmContext,
  now: number,
): Promise<string> {
  const entries = (await context.facts.listOpen()).filter(
    (entry) =>
      entry.kind === 'incident' && entry.environment === environment && entry.incidentKind === alarm.kind,
  ) as readonly IncidentEntry[];
  const open = entries.find(({ isOver, database }) => !isOver && database !== ALL_DATABASES);
  if (open !== undefined) return open.database;
  const isLate = now - alarm.at > LATE_MS;
  const searched = isLate ? declaredIn(environment, context) : lastEnded(entries);
  return (await endedIn(environment, searched, alarm, context)) ?? ALL_DATABASES;
}

/** The databases with ended incidents in the index, the last to leave it first. */
function lastEnded(entries: readonly IncidentEntry[]): readonly string[] {
  const ended = entries.filter(({ isOver }) => isOver).sort((a, b) => b.dueAt - a.dueAt);
  return [...new Set(ended.map(({ database }) => database))].slice(0, MOST_ENDED);
}

function declaredIn(environment: string, { policy }: AlarmContext): readonly string[] {
  const targets = [UNMATCHED, ...policy.sources.map(({ target }) => target)];
  return [
    ...new Set(targets.flatMap((target) => (target.environment === environment ? target.database : []))),
  ];
}

/** The one of these databases whose incident ended last among those that the alarm can be about. */
async function endedIn(
  environment: string,
  databases: readonly string[],
  { kind, at }: AlarmSummary,
  { incidents }: AlarmContext,
): Promise<string | undefined> {
  const searched = databases.map((database): Target => ({ environment, database }));
  const items = await Promise.all(searched.map((target) => incidents.readTarget(target)));
  const endedAt = ({ ended }: Incident) => ended?.at ?? Number.POSITIVE_INFINITY;
  return items
    .flatMap((each, index) => [...each.incidents, ...settledIncidents(searched[index]!, each.settled)])
    .filter((incident) => incident.kind === kind && explains(incident, at))
    .sort((a, b) => endedAt(b) - endedAt(a))[0]?.target.database;
}
