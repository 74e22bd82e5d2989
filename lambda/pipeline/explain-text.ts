import { type ExplainedRun, explainRuns } from '../domain/incidents/explained-run.ts';
import { extractMigrateLines, linesFact } from '../domain/lines/parse/extract-migrate-lines.ts';
import type { EndedFact, Fact } from '../domain/model/fact.ts';
import type { LogBatch } from '../domain/model/log-batch.ts';
import type { Source } from '../domain/model/target.ts';
import { fold } from '../domain/runs/fold/fold.ts';

/** Every process in the text counts as ended at its last line: the text says nothing about later times. */
export const END_OF_TEXT: EndedFact = {
  kind: 'ended',
  id: 'end-of-text',
  at: 0,
  platform: 'file',
  container: null,
  exitCode: null,
  stopCode: null,
  reason: null,
  outOfMemory: false,
  resource: '',
  version: 0,
  logGroup: null,
  logStream: null,
};

/**
 * Finds the runs in a whole text, ordered by start: the same runs that the three writers would record, but without a store.
 *
 * The lines of one container are one origin, as in a deployed monitor. All lines without a container are one origin too.
 */
export function explainText(
  batches: readonly LogBatch[],
  sources: readonly Source[] = [],
): readonly ExplainedRun[] {
  // Log groups of one name in two accounts are two.
  const byOrigin = new Map<string, { readonly origin: string; readonly facts: readonly Fact[] }>();
  for (const [index, batch] of batches.entries()) {
    for (const lines of extractMigrateLines(batch, 'stream')) {
      const key = JSON.stringify([batch.owner, lines.origin.id]);
      const { facts } = byOrigin.get(key) ?? { facts: [END_OF_TEXT] };
      byOrigin.set(key, {
        origin: lines.origin.id,
        facts: [...facts, linesFact(lines, String(index), 'stream')],
      });
    }
  }
  const runs = [...byOrigin.values()].flatMap(({ origin, facts }) => fold(facts, { origin, sources }));
  return explainRuns(
    runs.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)),
    sources,
  );
}
