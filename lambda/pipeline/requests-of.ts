import type { AlarmNotification } from '../domain/incidents/alarm-notification.ts';
import { type RunSummary, summaryOf } from '../domain/incidents/run-summary.ts';
import { parseIncidentKey } from '../domain/model/incident-key.ts';
import type { Run } from '../domain/model/run.ts';
import { sameValue } from '../domain/model/same-value.ts';
import type { Target } from '../domain/model/target.ts';
import type { EventsMessage, RunMessage } from '../domain/runs/record/events-message.ts';
import { type AlarmContext, alarmRequest } from './alarm-request.ts';
import type { PageRequest } from './page-request.ts';

/**
 * What `message` asks for, in order. An alarm that is not in state ALARM asks for nothing, unless it is an error
 * pattern's: nothing else can say that the pattern's incident is over. `now` stands in for a missing time.
 */
export async function requestsOf(
  message: EventsMessage | AlarmNotification,
  context: AlarmContext,
  now: number,
): Promise<readonly PageRequest[]> {
  if (!('type' in message)) {
    if (message.state === 'ALARM') return [await alarmRequest(message, context, now)];
    return message.state === 'OK' && message.kind === 'pattern' ? patternOver(message, now) : [];
  }
  switch (message.type) {
    case 'run':
      return runRequests(message);
    case 'runs':
      return joined(message.runs.flatMap(runRequests));
    case 'incident-due': {
      const { target } = parseIncidentKey(message.incident)!;
      return [{ target, messageId: `due ${message.incident}@${message.dueAt}`, observations: [], runs: [] }];
    }
    case 'missing': {
      const { id, target, since, dueAt } = message;
      return [
        {
          target,
          messageId: id,
          observations: [{ kind: 'missing', missing: { id, since, dueAt } }],
          runs: [],
        },
      ];
    }
    case 'acknowledged': {
      const { id, at, by } = message;
      const { target, kind } = parseIncidentKey(message.incident)!;
      const acknowledgement = { id, kind, at, by, explains: false };
      return [{ target, messageId: id, observations: [{ kind: 'acknowledged', acknowledgement }], runs: [] }];
    }
    default:
      return message satisfies never;
  }
}

/** Requests of one database become one: it is read, judged and written once. */
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
 * A run that moved to another database is taken away from the one it was seen under before. One that was superseded is
 * taken away in the same step in which its successor comes: in between, the trouble would seem to be over.
 */
function runRequests({ id, run, revision, transition, successor }: RunMessage): PageRequest[] {
  const { left, kind } = transition;
  const request = (target: Target, of: Run, ...runs: RunSummary[]): PageRequest => ({
    target,
    messageId: id,
    observations: runs.map((seen) => ({ kind: 'run', run: seen })),
    runs: [of],
  });
  // A message that is sent late carries the run as it stands: it may have come back to where it left from.
  const isGone = left !== undefined && !sameValue(left, run.target);
  const gone = isGone ? [request(left, run, summaryOf(run, revision, true))] : [];
  if (!successor) return [...gone, request(run.target, run, summaryOf(run, revision, kind === 'superseded'))];
  const next = summaryOf(successor.run, successor.revision);
  const replaced = summaryOf(run, revision, true, successor.run.id);
  if (sameValue(run.target, successor.run.target))
    return [...gone, request(run.target, successor.run, next, replaced)];
  return [...gone, request(successor.run.target, successor.run, next), request(run.target, run, replaced)];
}

/** No line has matched for as long as its alarm looks back. */
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
