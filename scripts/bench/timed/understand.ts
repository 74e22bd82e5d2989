import { searchDelivery } from '../../../lambda/adapters/input/search-delivery.ts';
import {
  extractMigrateLines,
  linesFact,
  type MigrateLines,
} from '../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import type { LogBatch } from '../../../lambda/domain/model/log-batch.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { fold } from '../../../lambda/domain/runs/fold/fold.ts';
import { factIdOf } from '../../../lambda/pipeline/fact-id.ts';
import type { Payload } from '../payloads/payload.ts';

/**
 * From a subscription event to its runs, through the functions that the Lambda calls, without the store and the
 * network.
 */
export function understand(payload: Payload): readonly Run[] {
  const decoded = searchDelivery(payload, false)?.();
  if (decoded === undefined) return [];
  if (decoded.kind !== 'batch') throw new Error(`The payload was not read as a batch: ${decoded.kind}`);
  const migrateLines = extractMigrateLines(decoded.batch);
  if (migrateLines.length === 0) return [];
  return runsOf(migrateLines, factIdOf(decoded.batch));
}

/** The runs of a decoded batch. */
export function understandBatch(batch: LogBatch): readonly Run[] {
  return runsOf(extractMigrateLines(batch), 'bench');
}

function runsOf(migrateLines: readonly MigrateLines[], id: string): readonly Run[] {
  return migrateLines.flatMap((lines) =>
    fold([linesFact(lines, id, 'batch')], { origin: lines.origin.id, sources: [] }),
  );
}
