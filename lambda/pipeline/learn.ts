import { isCanary } from '../domain/model/is-canary.ts';
import type { Run } from '../domain/model/run.ts';
import { sameValue } from '../domain/model/same-value.ts';
import { UNMATCHED } from '../domain/model/target.ts';
import { tookIn, withTook } from '../domain/normal/history.ts';
import { type EventsMessage, runsIn } from '../domain/runs/record/events-message.ts';
import type { IncidentStore } from './ports.ts';
import { type RetryContext, retryConflicts } from './retry-conflicts.ts';

/** What `page` learns with. */
export interface LearnContext extends RetryContext {
  readonly incidents: Pick<IncidentStore, 'readHistory' | 'putHistory'>;
}

/**
 * Learns from the runs in a message that ended clean how long their migrations took.
 *
 * Idempotent. Makes no call unless a run applied a migration.
 *
 * @throws after twelve lost conditions in a row
 */
export async function learn(message: EventsMessage, context: LearnContext): Promise<void> {
  for (const { run, transition, successor } of runsIn(message)) {
    // Its times are counted where the run belongs now.
    const current = successor?.run ?? (transition.kind === 'superseded' ? undefined : run);
    if (current === undefined || isCanary(current.target) || sameValue(current.target, UNMATCHED)) continue;
    await learnFrom(current, context);
  }
}

async function learnFrom(run: Run, context: LearnContext): Promise<void> {
  const took = tookIn(run);
  if (took.length === 0) return;
  const { incidents: store } = context;
  await retryConflicts('a history', context, async () => {
    const before = await store.readHistory(run.target);
    const history = withTook(before, took);
    if (history === before) return 'known';
    const { revision } = before;
    const put = await store.putHistory(
      { ...history, revision: revision + 1 },
      revision === 0 ? null : revision,
    );
    return put === 'conflict' ? undefined : 'learned';
  });
}
