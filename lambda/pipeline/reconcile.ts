import { extractMigrateLines, linesFact } from '../domain/lines/parse/extract-migrate-lines.ts';
import type { LinesFact } from '../domain/model/fact.ts';
import type { Run } from '../domain/model/run.ts';
import { fitFacts } from '../domain/runs/fact-size.ts';
import { factIdOf } from './fact-id.ts';
import type { LogReader } from './ports.ts';

/** Lines of one error, and those that an agent sent late, may carry later event times than the last one known. */
const MARGIN_MS = 60_000;

/**
 * Re-reads the window of the log stream that an incomplete run misses, as facts for the run's origin.
 *
 * `attempt` counts re-reads of this run from 0; `now`, epoch ms, is when what is read counts as received, where the reader does not say
 * it better. A window that holds nothing of the run is a fact too: it was looked at.
 * Returns none when the run's log stream is not known. Throws when the stream is out of reach or gone.
 */
export async function reconcile(
  run: Run,
  attempt: number,
  reader: LogReader,
  now: number,
): Promise<readonly LinesFact[]> {
  const { logGroup, logStream, incomplete } = run;
  if (incomplete === null || logGroup === null || logStream === null) return [];
  // The stream is asked for by what its log events are stamped with, which is wrong where the run's times are not theirs.
  const clock = run.clock ?? incomplete;
  const from = Math.max(0, Math.min(incomplete.from, clock.from));
  const to = Math.max(incomplete.to, clock.to) + MARGIN_MS;
  const batch = await reader.readWindow(logGroup, logStream, from, to);
  const window = { from, to };
  const id = await factIdOf([{ id: `${run.id} ${attempt} ${from} ${to}` }]);
  const mine = extractMigrateLines(batch, 'stream').filter(({ origin }) => origin.id === run.origin);
  if (mine.length === 0) {
    const nothing = { container: null, lines: [], unrecognized: 0, receivedAt: now };
    return [{ kind: 'lines', id, read: 'stream', window, logGroup, logStream, ...nothing }];
  }
  const parts = mine.flatMap((lines) => fitFacts(linesFact(lines, id, 'stream', now)));
  // One window for one re-read, with the part that is written last: a crash before it is no re-read yet.
  return [...parts.slice(0, -1), { ...parts.at(-1)!, window }];
}
