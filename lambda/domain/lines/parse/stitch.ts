import type { MigrateEvent } from '../../model/event.ts';
import { isStored, type LinesFact, type StoredLine } from '../../model/fact.ts';
import type { LogLine } from '../../model/log-batch.ts';
import { isLeftOut } from '../envelope/clean.ts';
import { endsWithFormat, refilled } from '../envelope/lost-format.ts';
import { isRecord } from '../envelope/own-field.ts';
import { type Block, blockOf, eventIdOf, eventKindOf, headOf, restOfLine, type Stitched } from './block.ts';
import { opensToken, STATEMENT_STARTS } from './block-extent.ts';
import { parseLine } from './parse-line.ts';

/** The result of stitching: the recognised text, and the lines that were not recognised. */
export interface StitchResult {
  readonly stitched: readonly (StoredLine | Stitched)[];
  /** Lines that were not recognised, in order. */
  readonly unrecognized: readonly LogLine[];
}

/**
 * Joins the physical lines of multi-line errors, which neither awslogs nor FireLens keeps together.
 *
 * With `stream` (a file, a re-read window) nothing comes after the last line, so a block that ends with the lines is complete.
 * Otherwise a statement that is still open at the end is a `head` part, and a tail without its head is a `tail` part. With
 * `filtered`, lines may be missing between any two log events, so an error over several of them is a head and a tail.
 */
export function stitch(lines: readonly LogLine[], read: LinesFact['read']): StitchResult {
  const stitched: (StoredLine | Stitched)[] = [];
  const unrecognized: LogLine[] = [];
  /** Index of a line that looks like another error's head while the statement before it is still open. */
  let doubtful: number | undefined;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (isStored(line)) {
      stitched.push(line);
      continue;
    }
    if (isRecord(line.text)) {
      unrecognized.push(line);
      continue;
    }
    const whole = endsWithFormat(line.text) ? withValues(line, lines[i + 1]) : undefined;
    if (whole) {
      stitched.push(whole);
      i++;
      continue;
    }
    const cut = line.cut ? headOfCut(lines, i) : undefined;
    if (cut) {
      stitched.push(cut.stitched);
      i = cut.end;
      continue;
    }
    let eventKind: MigrateEvent['kind'] = 'unrecognized';
    let found: Block | undefined;
    if (i > 0 && isLeftOut(lines[i - 1]!.text)) {
      found = restOfLine(line, i);
    } else {
      eventKind = eventKindOf(line);
      if (MAY_OPEN_BLOCK.has(eventKind)) found = i === doubtful ? headOf(lines, i) : blockOf(lines, i, read);
    }
    doubtful = found?.interruptedBy ?? doubtful;
    if (found && (found.stitched.part === 'tail' || found.stitched.eventKind !== 'unrecognized')) {
      stitched.push(found.stitched);
      i = found.end;
    } else if (eventKind === 'unrecognized') unrecognized.push(line);
    else stitched.push({ first: line, last: line, text: line.text, eventKind });
  }
  return { stitched, unrecognized };
}

/** A format of golang-migrate that a logger printed unfilled, with its values from the next line. */
function withValues(line: LogLine, next: LogLine | undefined): Stitched | undefined {
  const text = next && refilled(`${line.text}\n${next.text}`);
  if (text === undefined) return undefined;
  return { first: { ...line, logger: true }, last: next!, text, eventKind: parseLine(text, true).event.kind };
}

const BULLET = /^\s*\* /;

/** The head of an error whose record was cut: the line that names the error. Further lines of the record belong to its statement. */
function headOfCut(lines: readonly LogLine[], start: number): Block | undefined {
  let end = start;
  while (lines[end + 1]?.cut && eventIdOf(lines[end + 1]!) === eventIdOf(lines[start]!)) end++;
  for (let i = start; i <= end; i++) {
    const line = { ...lines[i]!, text: lines[i]!.text.replace(BULLET, '') };
    if (!STATEMENT_STARTS.test(line.text) && !opensToken(line.text)) continue;
    const { stitched } = headOf([line], 0);
    if (stitched.eventKind === 'error') return { stitched: { ...stitched, last: lines[end]! }, end };
  }
  return undefined;
}

/** Event kinds of a line that may be the first of a block. */
const MAY_OPEN_BLOCK: ReadonlySet<MigrateEvent['kind']> = new Set([
  'error',
  'panic',
  'usage',
  'unrecognized',
]);
