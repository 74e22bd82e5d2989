import { isLeftOut } from '../envelope/clean.ts';
import type { MigrateEvent } from '../event.ts';
import { isStored, type LinesFact, type StoredLine } from '../fact.ts';
import type { LogLine } from '../log-batch.ts';
import { type Block, blockOf, headOf, restOfLine, type Stitched, saidBy } from './block.ts';

/** What one stitching found: the understood text, and the lines it could not use. */
export interface StitchResult {
  readonly stitched: readonly (StoredLine | Stitched)[];
  /** Lines that are nobody's, in order. */
  readonly unrecognized: readonly LogLine[];
}

/**
 * Joins the physical lines of multi-line errors, which neither awslogs nor FireLens keeps together.
 *
 * After the last line of a `stream` (a file, a re-read window) nothing comes, so a block that ends with the
 * lines is complete. Otherwise a statement still open at the end is a `head` part; a tail whose head is not here is
 * a `tail` part. Of `filtered` lines no two log events are known to be neighbours, so an error over several of them is
 * a head and a tail, whatever stands between.
 */
export function stitch(lines: readonly LogLine[], read: LinesFact['read']): StitchResult {
  const stitched: (StoredLine | Stitched)[] = [];
  const unrecognized: LogLine[] = [];
  /** A line that looks like another error's head, while the statement before it was still open. */
  let doubtful: number | undefined;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (isStored(line)) {
      stitched.push(line);
      continue;
    }
    let says: MigrateEvent['kind'] = 'unrecognized';
    let found: Block | undefined;
    if (i > 0 && isLeftOut(lines[i - 1]!.text)) {
      found = restOfLine(line, i);
    } else {
      says = saidBy(line);
      if (MAY_OPEN_BLOCK.has(says)) found = i === doubtful ? headOf(lines, i) : blockOf(lines, i, read);
    }
    doubtful = found?.interruptedBy ?? doubtful;
    if (found && (found.stitched.part === 'tail' || found.stitched.says !== 'unrecognized')) {
      stitched.push(found.stitched);
      i = found.end;
    } else if (says === 'unrecognized') unrecognized.push(line);
    else stitched.push({ first: line, last: line, text: line.text, says });
  }
  return { stitched, unrecognized };
}

/** What the first line of a block says by itself. */
const MAY_OPEN_BLOCK: ReadonlySet<MigrateEvent['kind']> = new Set([
  'error',
  'panic',
  'usage',
  'unrecognized',
]);
