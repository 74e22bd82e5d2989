import { decodeLogBatch } from '../../../lambda/adapters/decode-log-batch.ts';
import { admit } from '../../../lambda/domain/admit.ts';
import type { Fact } from '../../../lambda/domain/fact.ts';
import { fold } from '../../../lambda/domain/fold.ts';
import type { LogBatch } from '../../../lambda/domain/log-batch.ts';
import type { Run } from '../../../lambda/domain/run.ts';
import type { Payload } from '../payloads/payload.ts';

/** From a subscription event to its runs, by the functions that the Lambda calls; the store and the network left out. */
export function understand(payload: Payload): readonly Run[] {
  const decoded = decodeLogBatch(payload);
  if (decoded.kind !== 'batch') throw new Error(`The payload was not read as a batch: ${decoded.kind}`);
  return understandBatch(decoded.batch);
}

/** The same from the decoded batch on. */
export function understandBatch(batch: LogBatch): readonly Run[] {
  return fold(factsOf(batch, 'bench'), { sources: [] });
}

/** What a batch leaves in the store, as facts. */
export function factsOf(batch: LogBatch, id: string): readonly Fact[] {
  return admit(batch).map(({ origin: _, ...lines }) => ({ kind: 'lines', id, read: 'batch', ...lines }));
}
