import { extractMigrateLines, linesFact } from '../domain/lines/parse/extract-migrate-lines.ts';
import type { LinesFact } from '../domain/model/fact.ts';
import type { Run } from '../domain/model/run.ts';
import { fitFacts } from '../domain/runs/fact-size.ts';
import { factIdOf } from './fact-id.ts';
import type { LogReader, MayGoOn } from './ports.ts';

/** Added to the end of the window, because the missing lines may have later event times than the last known line. */
const MARGIN_MS = 60_000;

/**
 * Reads the part of the log stream again in which lines of an incomplete run are missing. Returns facts for the run's origin.
 *
 * `undefined` if `mayGoOn` says no before the window is read to its end; the next call continues.
 *
 * A window without any line of the run is a fact too: it says that the window was read. Empty if the run's log stream is not known.
 *
 * @param attempt number of earlier re-reads of this run
 * @param now epoch ms; counts as the time of arrival of lines for which the reader has none
 * @param mayGoOn asked before each further call; default: always
 * @throws when the stream cannot be read or no longer exists
 */
export async function reconcile(
  run: Run,
  attempt: number,
  reader: LogReader,
  now: number,
  mayGoOn: MayGoOn = () => true,
): Promise<readonly LinesFact[] | undefined> {
  const { logGroup, logStream, incomplete } = run;
  if (incomplete === null || logGroup === null || logStream === null) return [];
  // CloudWatch Logs selects by the timestamps of log events. The run's own times may come from another clock: `run.clock`.
  const clock = run.clock ?? incomplete;
  const from = Math.max(0, Math.min(incomplete.from, clock.from));
  const to = Math.max(incomplete.to, clock.to) + MARGIN_MS;
  const batch = await reader.readWindow(logGroup, logStream, from, to, mayGoOn);
  if (batch === undefined) return undefined;
  const window = { from, to };
  const id = factIdOf({ events: [{ id: `${run.id} ${attempt} ${from} ${to}` }] });
  const mine = extractMigrateLines(batch, 'stream').filter(({ origin }) => origin.id === run.origin);
  if (mine.length === 0) {
    const nothing = { container: null, lines: [], unrecognized: 0, receivedAt: now };
    return [{ kind: 'lines', id, read: 'stream', window, logGroup, logStream, ...nothing }];
  }
  const parts = mine.flatMap((lines) => fitFacts(linesFact(lines, id, 'stream', now)));
  // Only the part that is written last has the window, so a re-read that crashes before it does not count.
  return [...parts.slice(0, -1), { ...parts.at(-1)!, window }];
}
