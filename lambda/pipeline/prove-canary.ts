import { proofLacks } from '../domain/canary/canary-proof.ts';
import type { AlarmNotification } from '../domain/incidents/alarm-notification.ts';
import { isCanary } from '../domain/model/is-canary.ts';
import type { Run } from '../domain/model/run.ts';
import { type EventsMessage, runsIn } from '../domain/runs/record/events-message.ts';
import type { FactStore, HealthLog, IncidentStore, MetricSink } from './ports.ts';

export interface ProveCanaryContext {
  readonly incidents: Pick<IncidentStore, 'readTarget'>;
  readonly facts: Pick<FactStore, 'readOrigin'>;
  readonly metrics: MetricSink;
  readonly healthLog: HealthLog;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * After `page` has handled `message`: sends `CanarySeen` when it is of a run of the canary that has ended, and what is
 * stored proves that the run went the whole way, from its log stream to its page. What is lacking is logged.
 *
 * No other message costs anything here. A message that is delivered again proves, and counts, again.
 */
export async function proveCanary(
  message: EventsMessage | AlarmNotification,
  context: ProveCanaryContext,
): Promise<void> {
  for (const { run } of 'type' in message ? runsIn(message) : []) await proveRun(run, context);
}

async function proveRun(
  { id, origin, target, outcome }: Run,
  { incidents, facts, metrics, healthLog, now }: ProveCanaryContext,
): Promise<void> {
  if (!isCanary(target) || outcome === 'running') return;
  const { records } = await facts.readOrigin(origin);
  const record = records.find(({ run }) => run.id === id);
  // Lines that came late moved its first event: the run in its place has a message of its own.
  if (record && record.supersededBy !== null) return;
  const lacks = proofLacks(id, {
    run: record?.run,
    incidents: (await incidents.readTarget(target)).incidents,
  });
  if (lacks !== undefined) return healthLog.warn(`the canary is not seen: ${lacks}`);
  const { environment: Environment, database: Database } = target;
  await metrics.put([{ name: 'CanarySeen', value: 1, at: now, dimensions: { Environment, Database } }]);
}
