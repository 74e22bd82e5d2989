import { bytesOf } from '../../model/bytes.ts';
import type { LogEvent } from '../../model/log-batch.ts';
import { mayBeMigrate } from '../wording/anchors.ts';

/** Docker and containerd cut a process's output after this many bytes without a line break. */
export const CUT_AFTER = 16_384;
/** A text of that many bytes has at least this many UTF-16 code units. */
export const SHORTEST_PIECE = CUT_AFTER / 4;
/** No platform cuts a character in half, so a piece may be up to three bytes shorter: the longest character has this many bytes. */
const LONGEST_CHARACTER = 4;

/** Indices of the events that could be golang-migrate's. */
export function candidatesIn(events: readonly LogEvent[]): readonly number[] {
  const candidates: number[] = [];
  for (let i = 0; i < events.length; i++) if (mayBeMigrate(events[i]!.message)) candidates.push(i);
  return candidates;
}

/** Does this message have the exact length at which platforms cut? Then golang-migrate's words may be split between two pieces. */
export function isCutPiece(message: string): boolean {
  return message.length > SHORTEST_PIECE && message.length <= CUT_AFTER && isFull(message, CUT_AFTER);
}

/** Does the text have the length at which a platform cuts, and no line break at its end? */
export function isFull(text: string, most: number): boolean {
  if (text.length < most / 4 || text.length > most || text.endsWith('\n')) return false;
  const length = bytesOf(text);
  return length <= most && length > most - LONGEST_CHARACTER;
}
