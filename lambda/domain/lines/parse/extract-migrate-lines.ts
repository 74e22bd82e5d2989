import type { MigrateEvent } from '../../model/event.ts';
import { isStored, type LinesFact, type StoredLine } from '../../model/fact.ts';
import type { LogBatch } from '../../model/log-batch.ts';
import type { Origin } from '../../model/origin.ts';
import { createScope } from '../redact/redact.ts';
import { mayBeMigrate } from '../wording/anchors.ts';
import { isMigrateCommandLine } from '../wording/command-word.ts';
import { readTeeLine } from '../wording/tee-lines.ts';
import type { Stitched } from './block.ts';
import { candidatesIn, isCutPiece } from './candidates.ts';
import { linesByOrigin } from './origin-lines.ts';
import { joinPieces, mayBePiece } from './pieces.ts';
import { stitch } from './stitch.ts';
import { storedLine } from './stored-line.ts';

/** One origin's share of a batch, redacted: a {@link LinesFact} without its id. */
export interface MigrateLines extends Omit<LinesFact, 'kind' | 'id' | 'read'> {
  readonly origin: Origin;
}

/**
 * The read pipeline: picks the lines of a batch that could be golang-migrate's, removes envelopes, joins multi-line errors, redacts.
 *
 * Returns one entry for each origin (a FireLens stream can carry several tasks); empty when no line could be golang-migrate's.
 * `read` says what may be missing between and after the lines, see {@link LinesFact.read}.
 */
export function extractMigrateLines(
  batch: LogBatch,
  read: LinesFact['read'] = 'batch',
): readonly MigrateLines[] {
  const { logGroup, logStream } = batch;
  let { events } = batch;
  let candidates = batch.candidates ?? candidatesIn(events);
  // golang-migrate's words need not be in the first piece of a record that was cut, and the cut may go through them.
  if (
    candidates.some((i) => mayBePiece(events[i]!.message)) ||
    (batch.candidates === undefined && events.some(({ message }) => isCutPiece(message)))
  ) {
    events = joinPieces(events);
    candidates = candidatesIn(events);
  }
  if (candidates.length === 0) return [];
  const migrateLines: MigrateLines[] = [];
  for (const { origin, lines } of linesByOrigin({ ...batch, events }, candidates)) {
    const { stitched, unrecognized } = stitch(lines, read);
    if (!stitched.some(standsAlone)) continue;
    const scope = createScope();
    migrateLines.push({
      origin,
      logGroup,
      logStream,
      container: origin.container,
      lines: stitched.map((one) => (isStored(one) ? one : storedLine(one, scope))),
      unrecognized: unrecognized.filter(({ text }) => mayBeMigrate(text)).length,
    });
  }
  return migrateLines;
}

/** A fact from a result of {@link extractMigrateLines}. `receivedAt` is epoch ms; left out if the text is from a file, where any timestamp may be right. */
export function linesFact(
  migrateLines: MigrateLines,
  id: string,
  read: LinesFact['read'],
  receivedAt?: number,
): LinesFact {
  const { logGroup, logStream, container, lines, unrecognized } = migrateLines;
  const fact = { kind: 'lines' as const, id, read, logGroup, logStream, container, lines, unrecognized };
  return receivedAt === undefined ? fact : { ...fact, receivedAt };
}

/** Lines of shells, platforms and any Go program. They matter only together with lines of golang-migrate. */
const OTHERS_WORDS: ReadonlySet<MigrateEvent['kind']> = new Set(['process-exit', 'command-line', 'panic']);

/**
 * Is this line worth a fact even without other lines? CodeBuild's own lines are: they end runs whose lines arrived in an earlier
 * batch, and occur only in CodeBuild's streams. So are those of `migrate-watch tee`. So is a command line that certainly runs
 * golang-migrate, which may be killed before it prints anything.
 */
function standsAlone(one: StoredLine | Stitched): boolean {
  if (isStored(one) || !OTHERS_WORDS.has(one.eventKind)) return true;
  if (one.text.startsWith('[Container]') || readTeeLine(one.text) !== undefined) return true;
  return one.eventKind !== 'panic' && isMigrateCommandLine(one.text);
}
