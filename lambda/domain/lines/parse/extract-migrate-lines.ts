import type { MigrateEvent } from '../../model/event.ts';
import { isStored, type LinesFact, type StoredLine } from '../../model/fact.ts';
import type { LogBatch, LogEvent } from '../../model/log-batch.ts';
import type { Origin } from '../../model/origin.ts';
import { createScope } from '../redact/redact.ts';
import { mayBeMigrate } from '../wording/anchors.ts';
import { isMigrateCommandLine } from '../wording/command-word.ts';
import type { Stitched } from './block.ts';
import { linesByOrigin } from './origin-lines.ts';
import { isCutPiece, joinPieces, mayBePiece } from './pieces.ts';
import { stitch } from './stitch.ts';
import { storedLine } from './stored-line.ts';

/** One origin's share of a batch, redacted: a {@link LinesFact} but for its id. */
export interface MigrateLines extends Omit<LinesFact, 'kind' | 'id' | 'read'> {
  readonly origin: Origin;
}

/**
 * Picks from a batch what could be golang-migrate's, takes envelopes off, joins multi-line errors and redacts.
 *
 * Returns one entry for each origin (a FireLens stream can carry several tasks), none when nothing could be
 * migrate's. `read` says what may be missing between and behind the lines, see {@link LinesFact.read}.
 */
export function extractMigrateLines(
  batch: LogBatch,
  read: LinesFact['read'] = 'batch',
): readonly MigrateLines[] {
  const { logGroup, logStream } = batch;
  let { events } = batch;
  let candidates = candidatesIn(events);
  // Of a record that was cut, the piece with golang-migrate's words need not be the first, and a cut may go through them.
  if (
    candidates.some((i) => mayBePiece(events[i]!.message)) ||
    events.some(({ message }) => isCutPiece(message))
  ) {
    events = joinPieces(events);
    candidates = candidatesIn(events);
  }
  if (candidates.length === 0) return [];
  const admitted: MigrateLines[] = [];
  for (const { origin, lines } of linesByOrigin({ ...batch, events }, candidates)) {
    const { stitched, unrecognized } = stitch(lines, read);
    if (!stitched.some(standsAlone)) continue;
    const scope = createScope();
    admitted.push({
      origin,
      logGroup,
      logStream,
      container: origin.container,
      lines: stitched.map((one) => (isStored(one) ? one : storedLine(one, scope))),
      unrecognized: unrecognized.filter(({ text }) => mayBeMigrate(text)).length,
    });
  }
  return admitted;
}

/** Indices of the events that could be golang-migrate's. */
function candidatesIn(events: readonly LogEvent[]): number[] {
  const candidates: number[] = [];
  for (let i = 0; i < events.length; i++) if (mayBeMigrate(events[i]!.message)) candidates.push(i);
  return candidates;
}

/** A fact from what {@link extractMigrateLines} kept. `receivedAt`, epoch ms, left out: the text is a file's, and any time in it may be right. */
export function linesFact(
  admitted: MigrateLines,
  id: string,
  read: LinesFact['read'],
  receivedAt?: number,
): LinesFact {
  const { logGroup, logStream, container, lines, unrecognized } = admitted;
  const fact = { kind: 'lines' as const, id, read, logGroup, logStream, container, lines, unrecognized };
  return receivedAt === undefined ? fact : { ...fact, receivedAt };
}

/** What shells, platforms and any Go program say: of interest beside golang-migrate's lines only. */
const OTHERS_WORDS: ReadonlySet<MigrateEvent['kind']> = new Set(['process-exit', 'command-line', 'panic']);

/**
 * CodeBuild's own lines count alone: they end runs whose lines came in another batch, and only its streams have them. So does a
 * command line that is surely golang-migrate's: it may be killed before it prints anything.
 */
function standsAlone(one: StoredLine | Stitched): boolean {
  if (isStored(one) || !OTHERS_WORDS.has(one.eventKind) || one.text.startsWith('[Container]')) return true;
  return one.eventKind !== 'panic' && isMigrateCommandLine(one.text);
}
