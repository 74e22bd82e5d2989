import type { EndedFact, Fact } from '../domain/fact.ts';
import { fold } from '../domain/fold/fold.ts';
import { type ExplainedRun, explainRuns } from '../domain/judge/explained-run.ts';
import type { LogBatch } from '../domain/log-batch.ts';
import { admit, linesFact } from '../domain/read/admit.ts';
import type { Source } from '../domain/target.ts';

/** The end of the text is the end of every process in it, as far as anybody can know. */
const END_OF_TEXT: EndedFact = {
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
 * The runs in a whole text, in the order in which they begin: what the three writers would record, without a store.
 *
 * Lines of one container (or of no container that the text names) are one origin, as in the cloud.
 */
export function explain(
  batches: readonly LogBatch[],
  sources: readonly Source[] = [],
): readonly ExplainedRun[] {
  const byOrigin = new Map<string, Fact[]>();
  for (const [index, batch] of batches.entries()) {
    for (const lines of admit(batch, 'stream')) {
      const facts = byOrigin.get(lines.origin.id) ?? [END_OF_TEXT];
      byOrigin.set(lines.origin.id, [...facts, linesFact(lines, String(index), 'stream')]);
    }
  }
  const runs = [...byOrigin].flatMap(([origin, facts]) => fold(facts, { origin, sources }));
  return explainRuns(
    runs.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)),
    sources,
  );
}
