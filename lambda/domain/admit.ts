import { mayBeMigrate } from './anchors.ts';
import { detectEnvelope } from './envelope/envelope.ts';
import type { MigrateEvent } from './event.ts';
import type { LinesFact, StoredLine } from './fact.ts';
import type { LogBatch, LogEvent, LogLine } from './log-batch.ts';
import { ecsOriginId, type Origin, originOfStream, taskIdOfArn } from './origin.ts';
import {
  createScope,
  type RedactionScope,
  redactErrorBlock,
  redactLine,
  redactPartialBlock,
} from './redact/redact.ts';
import { MAX_BLOCK_LINES, MAX_TAILLESS_LINES, type Stitched, stitch } from './stitch.ts';

/** What is kept of one error: its engine's words stand at its ends, the statement in between is the migration file. */
const KEPT_LINES = 200;
const KEPT_CHARS = 32 * 1024;

/** One origin's share of a batch, redacted: a {@link LinesFact} but for its id. */
export interface AdmittedLines extends Omit<LinesFact, 'kind' | 'id' | 'read'> {
  readonly origin: Origin;
}

/** Samples that the envelope is judged by. */
const SAMPLES = 20;

/** What may go on over the lines that follow: a statement, a list of errors, a panic, refused flags. */
const OPENS_BLOCK = / in line \d+: |migration failed: |rrors? occurred:|panic: |flag provided/;

/**
 * Picks from a batch what could be golang-migrate's, takes envelopes off, joins multi-line errors and redacts.
 *
 * Returns one entry for each origin (a FireLens stream can carry several tasks), none when nothing could be
 * migrate's. `read: 'stream'` says that nothing follows the batch: a re-read window, a whole file.
 */
export function admit(batch: LogBatch, read: LinesFact['read'] = 'batch'): readonly AdmittedLines[] {
  const { events } = batch;
  const candidates: number[] = [];
  for (let i = 0; i < events.length; i++) if (mayBeMigrate(events[i]!.text)) candidates.push(i);
  if (candidates.length === 0) return [];
  const byOrigin = unwrapAround(batch, candidates);
  const admitted: AdmittedLines[] = [];
  for (const { origin, lines } of byOrigin.values()) {
    const { stitched, unrecognized } = stitch(lines, read === 'stream');
    if (!stitched.some(standsAlone)) continue;
    const scope = createScope();
    const { logGroup, logStream } = batch;
    admitted.push({
      origin,
      logGroup,
      logStream,
      container: origin.container,
      lines: stitched.map((one) => store(one, scope)),
      unrecognized,
    });
  }
  return admitted;
}

interface OriginLines {
  readonly origin: Origin;
  readonly lines: LogLine[];
}

/** Unwraps the candidates, and behind one that may open a block as many lines as a block can have. */
function unwrapAround(batch: LogBatch, candidates: readonly number[]): Map<string, OriginLines> {
  const { events } = batch;
  const envelope = detectEnvelope(candidates.slice(0, SAMPLES).map((i) => events[i]!.text));
  const streamOrigin = originOfStream(batch.logGroup, batch.logStream);
  const byOrigin = new Map<string, OriginLines>();
  let done = -1;
  for (const candidate of candidates) {
    const last = OPENS_BLOCK.test(events[candidate]!.text) ? lastOfBlock(events, candidate) : candidate;
    for (let i = Math.max(candidate, done + 1); i <= last; i++) {
      const event = events[i]!;
      envelope.unwrap(event.text).forEach((unwrapped, part) => {
        const origin = originOf(streamOrigin, unwrapped.taskArn, unwrapped.container);
        const known = byOrigin.get(origin.id);
        const lines = known?.lines ?? [];
        if (!known) byOrigin.set(origin.id, { origin, lines });
        lines.push({
          id: lineId(event, part),
          at: event.at ?? unwrapped.at,
          text: unwrapped.text,
          logger: unwrapped.logger,
        });
      });
    }
    done = Math.max(done, last);
  }
  return byOrigin;
}

/** Index of the last log event that may belong to an error that begins at `start`. */
function lastOfBlock(events: readonly LogEvent[], start: number): number {
  const limit = Math.min(start + MAX_BLOCK_LINES, events.length - 1);
  for (let i = start; i <= limit; i++) {
    if (events[i]!.text.includes('(details: ')) return Math.min(i + MAX_TAILLESS_LINES, events.length - 1);
  }
  return Math.min(start + MAX_TAILLESS_LINES, events.length - 1);
}

function lineId(event: LogEvent, part: number): string {
  return part === 0 ? event.id : `${event.id}.${String(part).padStart(4, '0')}`;
}

function originOf(stream: Origin, taskArn: string | null, container: string | null): Origin {
  const taskId = taskArn === null ? undefined : taskIdOfArn(taskArn);
  if (!taskId || !container) return stream;
  return { ...stream, id: ecsOriginId(taskId, container), container };
}

/** A shell's or a platform's word alone does not make a batch golang-migrate's; CodeBuild's does, in its own streams. */
function standsAlone({ parsed: { event }, text }: Stitched): boolean {
  const platform: readonly MigrateEvent['kind'][] = ['process-exit', 'command-line', 'panic'];
  return !platform.includes(event.kind) || text.startsWith('[Container]');
}

function store({ first, last, text, part, parsed }: Stitched, scope: RedactionScope): StoredLine {
  const before = scope.count;
  const leakedBefore = scope.leaked.length;
  const redacted =
    part !== undefined
      ? redactPartialBlock(text, part, scope)
      : parsed.event.kind === 'error'
        ? redactErrorBlock(text, scope)
        : redactLine(text, scope);
  const leaked = scope.leaked.slice(leakedBefore).map(({ kind }) => kind);
  return {
    id: first.id,
    at: first.at,
    text: cutBlock(redacted),
    logger: first.logger,
    ...(last !== first && { through: last.id }),
    ...(part && { part }),
    redactions: scope.count - before,
    ...(leaked.length > 0 && { leaked }),
  };
}

/** Leaves out the middle of a block that is too long to keep. */
function cutBlock(text: string): string {
  const lines = text.split('\n');
  const kept =
    lines.length <= KEPT_LINES
      ? text
      : [
          ...lines.slice(0, KEPT_LINES - 50),
          leftOut(lines.length - KEPT_LINES, 'lines'),
          ...lines.slice(-50),
        ].join('\n');
  if (kept.length <= KEPT_CHARS) return kept;
  const end = kept.slice(-KEPT_CHARS / 4);
  return `${kept.slice(0, KEPT_CHARS - end.length)}${leftOut(kept.length - KEPT_CHARS, 'characters')}${end}`;
}

function leftOut(count: number, what: string): string {
  return ` … ${count} ${what} left out … `;
}
