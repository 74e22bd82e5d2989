import { limitedAction } from '../domain/incidents/act.ts';
import type { AlarmNotification } from '../domain/incidents/alarm-notification.ts';
import type { Observation } from '../domain/incidents/evolve.ts';
import { type RunSummary, summaryOf } from '../domain/incidents/run-summary.ts';
import { actorText, CLOCK_AHEAD_MS } from '../domain/model/action.ts';
import { parseIncidentKey } from '../domain/model/incident-key.ts';
import { presentName } from '../domain/model/names.ts';
import type { Run } from '../domain/model/run.ts';
import { sameValue } from '../domain/model/same-value.ts';
import type { Target } from '../domain/model/target.ts';
import type { ActionMessage, EventsMessage, RunMessage } from '../domain/runs/record/events-message.ts';
import { type AlarmContext, alarmRequest } from './alarm-request.ts';
import type { PageRequest } from './page-request.ts';

/**
 * Splits a message by the databases that it is about, in order.
 *
 * An alarm counts only in state ALARM. The alarm of an error pattern also counts in state OK, because nothing else can end the
 * pattern's incident.
 *
 * @param now epoch ms, used when an alarm has no time
 */
export async function requestsOf(
  message: EventsMessage | AlarmNotification,
  context: AlarmContext,
  now: number,
): Promise<readonly PageRequest[]> {
  if (!('type' in message)) {
    if (message.state === 'ALARM') {
      const request = await alarmRequest(message, context, now);
      // The incident that it is about may have been opened under a former name.
      return [{ ...request, target: presentName(request.target, context.policy.names) }];
    }
    return message.state === 'OK' && message.kind === 'pattern' ? patternOver(message, now) : [];
  }
  switch (message.type) {
    case 'run':
      return runRequests(message);
    case 'runs':
      return joined(message.runs.flatMap(runRequests));
    case 'incident-due': {
      const target = targetOf(message.incident, context);
      const messageId = `due ${message.incident}@${message.dueAt}`;
      return [{ target, messageId, about: message.incident, observations: [], runs: [] }];
    }
    case 'missing': {
      const { type: _, target, ...missing } = message;
      return [
        {
          target,
          messageId: missing.id,
          observations: [{ kind: 'missing', missing }],
          runs: [],
        },
      ];
    }
    case 'action':
      return [actionRequest(message, context, now)];
    case 'gate-overridden': {
      const { target } = message;
      const { id, at } = message.override;
      const override = { ...message.override, at: Math.min(at, now + CLOCK_AHEAD_MS) };
      return [{ target, messageId: id, observations: [{ kind: 'gate-overridden', override }], runs: [] }];
    }
    case 'ask':
    case 'mute':
    case 'review-decided':
    case 'test-page':
    case 'test-over':
    case 'test-answered':
      return [];
    default:
      return message satisfies never;
  }
}

/** The database of an incident, by its present name. */
function targetOf(key: string, { policy }: AlarmContext): Target {
  return presentName(parseIncidentKey(key)!.target, policy.names);
}

/** Joins the requests for each database, so that its state is read, evolved and written once. */
function joined(requests: readonly PageRequest[]): readonly PageRequest[] {
  const byTarget = new Map<string, PageRequest[]>();
  for (const request of requests) {
    const key = JSON.stringify([request.target.environment, request.target.database]);
    byTarget.set(key, [...(byTarget.get(key) ?? []), request]);
  }
  return [...byTarget.values()].map((of) => ({
    ...of[0]!,
    observations: of.flatMap(({ observations }) => observations),
    runs: of.flatMap(({ runs }) => runs),
  }));
}

/**
 * A run that moved to another database is removed from the database that it belonged to before. A superseded run is removed in the
 * same step that adds its successor; otherwise the trouble would seem to be over in between.
 */
function runRequests({ id, run, revision, transition, successor }: RunMessage): PageRequest[] {
  const { left, kind } = transition;
  const request = (target: Target, of: Run, ...runs: RunSummary[]): PageRequest => ({
    target,
    messageId: id,
    observations: runs.map((seen) => ({ kind: 'run', run: seen })),
    runs: [of],
  });
  if (run.backfilled) {
    const observations = [{ kind: 'backfilled' as const, run: summaryOf(run, revision) }];
    return [{ target: run.target, messageId: id, observations, runs: [run] }];
  }
  // A message that is sent late carries the current run, which may have moved back to the database that it left.
  const isGone = left !== undefined && !sameValue(left, run.target);
  const gone = isGone ? [request(left, run, summaryOf(run, revision, true))] : [];
  if (!successor) return [...gone, request(run.target, run, summaryOf(run, revision, kind === 'superseded'))];
  const next = summaryOf(successor.run, successor.revision);
  const replaced = summaryOf(run, revision, true, successor.run.id);
  if (sameValue(run.target, successor.run.target))
    return [...gone, request(run.target, successor.run, next, replaced)];
  return [...gone, request(successor.run.target, successor.run, next), request(run.target, run, replaced)];
}

/**
 * What a person did. An acknowledgement and a repair are also observations, because they can end an incident. An acknowledgement at a
 * receiver ends none.
 */
function actionRequest(
  { incident, action: sent }: ActionMessage,
  context: AlarmContext,
  now: number,
): PageRequest {
  const { kind } = parseIncidentKey(incident)!;
  const target = targetOf(incident, context);
  const action = limitedAction(sent, now);
  const { id, at } = action;
  const acknowledgement = { id, kind, at, by: actorText(action.by), explains: false };
  const observations: Observation[] = [];
  if (action.do === 'ack' && action.by.via !== 'PagerDuty')
    observations.push({ kind: 'acknowledged', acknowledgement });
  if (action.do === 'resolve') {
    const repaired = { version: action.version ?? null, text: action.text };
    observations.push({ kind: 'acknowledged', acknowledgement: { ...acknowledgement, repaired } });
  }
  return { target, messageId: id, about: incident, observations, action, runs: [] };
}

/** The end of an error pattern's incident: no line has matched in the alarm's evaluation periods. */
function patternOver(
  { name, environment, database, at: changedAt }: AlarmNotification,
  now: number,
): PageRequest[] {
  if (environment === null || database === null) return [];
  const at = changedAt ?? now;
  const id = `alarm ${name}@${at} OK`;
  const acknowledgement = { id, kind: 'pattern', at, by: name, explains: false } as const;
  const observation = { kind: 'acknowledged', acknowledgement } as const;
  return [{ target: { environment, database }, messageId: id, observations: [observation], runs: [] }];
}
