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
 * Checks a run of the canary, after `page` has handled its message. If the run has ended, and the stored items prove that it went
 * the whole way from its log stream to its page, sends the metric `CanarySeen`. Otherwise logs what is missing.
 *
 * Other messages cause no call. A message that is delivered again sends the metric again.
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
  // Late lines changed the first event of the run, so another run has replaced it and has its own message.
  if (record && record.supersededBy !== null) return;
  const lacks = proofLacks(id, {
    run: record?.run,
    incidents: (await incidents.readTarget(target)).incidents,
  });
  if (lacks !== undefined) return healthLog.warn(`the canary is not seen: ${lacks}`);
  const { environment: Environment, database: Database } = target;
  await metrics.put([{ name: 'CanarySeen', value: 1, at: now, dimensions: { Environment, Database } }]);
}
