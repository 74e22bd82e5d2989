import type { StoredLine } from '../fact.ts';
import { type RedactionScope, redactErrorBlock, redactLine, redactPartialBlock } from '../redact/redact.ts';
import type { Stitched } from './block.ts';

/** What is kept of one error: its engine's words stand at its ends, the statement in between is the migration file. */
const KEPT_LINES = 200;
const KEPT_CHARS = 32 * 1024;
/** Of these, so many from its end. */
const KEPT_LAST_LINES = 50;
const KEPT_LAST_CHARS = 8 * 1024;

/** A line, or a block, as it may leave this function's caller: redacted, then cut to what is worth keeping. */
export function storedLine(stitched: Stitched, scope: RedactionScope): StoredLine {
  const { first, last, part } = stitched;
  const { id, at, logger } = first;
  const countBefore = scope.count;
  const leakedBefore = scope.leaked.length;
  const redacted = cut(redact(stitched, scope));
  const leaked = scope.leaked.slice(leakedBefore).map(({ kind }) => kind);
  return {
    id,
    at,
    text: redacted,
    logger,
    ...(last !== first && { through: last.id }),
    ...(part && { part }),
    redactions: scope.count - countBefore,
    ...(leaked.length > 0 && { leaked }),
  };
}

function redact({ text, part, says }: Stitched, scope: RedactionScope): string {
  if (part) return redactPartialBlock(text, part, scope);
  const leftOut = says === 'error' ? LEFT_OUT.exec(text) : null;
  if (leftOut) {
    // Head and tail of one error, but not what lies between: as if each had come alone.
    const head = text.slice(0, leftOut.index);
    const tail = text.slice(leftOut.index + leftOut[0].length);
    return redactPartialBlock(head, 'head', scope) + leftOut[0] + redactPartialBlock(tail, 'tail', scope);
  }
  return says === 'error' ? redactErrorBlock(text, scope) : redactLine(text, scope);
}

const LEFT_OUT = /\n… -?\d+ characters left out …\n/;

/** Leaves out the middle of a block that is too long to keep. */
function cut(text: string): string {
  if (text.length <= KEPT_CHARS && !text.includes('\n')) return text;
  const lines = text.split('\n');
  const left = lines.length - KEPT_LINES;
  const kept =
    left <= 0
      ? text
      : [
          ...lines.slice(0, KEPT_LINES - KEPT_LAST_LINES),
          leftOut(left, 'lines'),
          ...lines.slice(-KEPT_LAST_LINES),
        ].join('\n');
  if (kept.length <= KEPT_CHARS) return kept;
  const head = kept.slice(0, KEPT_CHARS - KEPT_LAST_CHARS);
  return `${head}${leftOut(kept.length - KEPT_CHARS, 'characters')}${kept.slice(-KEPT_LAST_CHARS)}`;
}

function leftOut(count: number, what: string): string {
  return ` … ${count} ${what} left out … `;
}
