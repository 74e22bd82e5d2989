/** Runs in a separate process: prints one line of JSON, {@link BatchHundred}. */

import { extractMigrateLines, linesFact } from '../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import { fold } from '../../../lambda/domain/runs/fold/fold.ts';
import { interleave } from '../measure.ts';
import { BATCHES, longRun } from '../payloads/long-run.ts';
import { payload } from '../payloads/payload.ts';
import { floor } from './floor.ts';

export interface BatchHundred {
  /** Fold of all facts ÷ floor of one 1,000-event batch. */
  readonly ratio: number;
  readonly foldMs: number;
  readonly floorMs: number;
  /**
   * Pages of 1 MB that the origin's Query takes, by the facts' JSON text (DynamoDB counts names and UTF-8 bytes alike).
   */
  readonly pages: number;
  readonly bytes: number;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html */
const PAGE_BYTES = 1_048_576;

const admitted = longRun().flatMap((batch) => extractMigrateLines(batch));
const facts = admitted.map((lines, index) => linesFact(lines, `batch-${index}`, 'batch'));
const context = { origin: admitted[0]?.origin.id ?? '', sources: [] };
const runs = fold(facts, context);
if (runs.length !== 1 || runs[0]?.migrations.length !== BATCHES) {
  throw new Error(
    `The long run was folded to ${runs.length} runs of ${runs[0]?.migrations.length} migrations`,
  );
}
const batch = payload('mixed', 1000, 1);
const { ms, ratios } = await interleave([() => floor(batch), () => fold(facts, context)]);
const bytes = Buffer.byteLength(JSON.stringify([...facts, ...runs]));
const result: BatchHundred = {
  ratio: ratios[1] ?? Number.NaN,
  floorMs: ms[0] ?? 0,
  foldMs: ms[1] ?? 0,
  pages: Math.ceil(bytes / PAGE_BYTES),
  bytes,
};
console.log(JSON.stringify(result));
