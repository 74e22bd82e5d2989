import type { LinesFact } from '../domain/fact.ts';
import { fitFacts } from '../domain/fact-size.ts';
import { admit, linesFact } from '../domain/read/admit.ts';
import type { Run } from '../domain/run.ts';
import { factIdOf } from './fact-id.ts';
import type { LogReader } from './ports.ts';

/** Lines of one error, and those that an agent sent late, may carry later event times than the last one known. */
const MARGIN_MS = 60_000;

/**
 * Re-reads the window of the log stream that an incomplete run misses, as facts for the run's origin.
 *
 * `attempt` counts re-reads of this run from 0. A window that holds nothing of the run is a fact too: it was looked at.
 * Returns none when the run's log stream is not known. Throws when the stream is out of reach or gone.
 */
export async function reconcile(run: Run, attempt: number, reader: LogReader): Promise<readonly LinesFact[]> {
  const { logGroup, logStream, incomplete } = run;
  if (incomplete === null || logGroup === null || logStream === null) return [];
  const { from } = incomplete;
  const to = incomplete.to + MARGIN_MS;
  const batch = await reader.readWindow(logGroup, logStream, from, to);
  const window = { from, to };
  const id = await factIdOf([{ id: `${run.id} ${attempt} ${from} ${to}` }]);
  const mine = admit(batch, 'stream').filter(({ origin }) => origin.id === run.origin);
  if (mine.length === 0) {
    const nothing = { container: null, lines: [], unrecognized: 0 };
    return [{ kind: 'lines', id, read: 'stream', window, logGroup, logStream, ...nothing }];
  }
  const parts = mine.flatMap((lines) => fitFacts(linesFact(lines, id, 'stream')));
  // One window for one re-read, with the part that is written last: a crash before it is no re-read yet.
  return [...parts.slice(0, -1), { ...parts.at(-1)!, window }];
}
