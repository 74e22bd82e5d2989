import { bytesOf } from '../../model/bytes.ts';
import type { CutEnds, LogEvent } from '../../model/log-batch.ts';
import { jsonRecord } from '../envelope/json.ts';
import type { Fields } from '../envelope/parse-object.ts';
import { CUT_AFTER, isFull, SHORTEST_PIECE } from './candidates.ts';
import { isVerbatim } from './verbatim-fast-path.ts';

/**
 * Docker's awslogs driver joins these pieces, and cuts at this many bytes.
 *
 * @see https://github.com/moby/moby/blob/v27.0.0/daemon/logger/awslogs/cloudwatchlogs.go (maximumBytesPerEvent)
 */
const LONGEST_EVENT = 262_144 - 26;
/** Largest index at which the mark of a piece (`P` or `F`) can be: it comes after the time and the stream. */
const LONGEST_CRI = 52;
/** Most pieces of one record; a log event of 1 MB would be 64. */
const MAX_PIECES = 256;

/** A log event that is one part of a longer text. */
interface Piece {
  /** Key that the pieces of one text share. */
  readonly of: string;
  readonly text: string;
  /** Position among the pieces, from 1; `null` if only the order of arrival shows it. */
  readonly ordinal: number | null;
  /** Is it the last piece? `null`: only the text can show it. */
  readonly last: boolean | null;
  /** The event's message with another text in place of the piece. */
  with(text: string): string;
}

/** Could this message be a piece? A cheap test, for lines that could be golang-migrate's. */
export function mayBePiece(message: string): boolean {
  if (message.charCodeAt(0) !== OPEN_BRACE)
    return (
      message.length > LONGEST_EVENT / 4 ||
      isFull(message, CUT_AFTER) ||
      (message.charCodeAt(10) === LETTER_T &&
        message.lastIndexOf(' P ', LONGEST_CRI) > 0 &&
        CRI.test(message))
    );
  return message.length > SHORTEST_PIECE || message.includes('"partial_id"') || message.includes('"logtag"');
}

const OPEN_BRACE = 123;
/** The `T` of an ISO timestamp. */
const LETTER_T = 84;

/**
 * The events with the pieces of each text joined. A joined event has the position and the id of its first piece.
 *
 * Pieces are joined in order up to the first missing one; the others stay unchanged. Pieces without a mark (Fargate's) are joined if
 * the result is a whole JSON record, or if they have exactly the length at which the platform cuts.
 *
 * @see https://github.com/moby/moby/blob/v27.0.0/daemon/logger/fluentd/fluentd.go (partial_message …)
 */
export function joinPieces(events: readonly LogEvent[]): readonly LogEvent[] {
  const groups = new Map<string, Group>();
  const closed: Group[] = [];
  const repeats: number[] = [];
  for (let index = 0; index < events.length; index++) {
    const piece = pieceOf(events[index]!.message);
    if (!piece) continue;
    const known = groups.get(piece.of) ?? [];
    const isNext = known[0]?.piece.last === null && isRecord(piece.text) && isOpen(piece.text);
    // A continuation never looks like this, so the rest of the cut text is not among these events.
    const isOther = piece.of === PLAIN && known.length > 0 && isVerbatim(piece.text);
    if (isNext || isOther) {
      closed.push(withoutRest(known));
      groups.delete(piece.of);
    }
    if (isOther) continue;
    const group = isNext ? [] : known;
    if (piece.ordinal === null && group.length === 0 && piece.last === true) continue;
    if (piece.ordinal === null && piece.last === null && group.length === 0 && !isOpen(piece.text)) continue;
    if (piece.ordinal !== null && group.some((one) => one.piece.ordinal === piece.ordinal)) {
      repeats.push(index);
      continue;
    }
    group.push({ index, piece });
    groups.set(piece.of, group);
    const isWhole =
      piece.ordinal === null && (piece.last ?? (group[0]!.piece.last === false || isWholeRecord(group)));
    if (isWhole || (piece.ordinal === null && group.length >= MAX_PIECES)) {
      groups.delete(piece.of);
      if (isWhole) closed.push(group);
    }
  }
  for (const group of groups.values()) {
    if (group[0]!.piece.ordinal !== null) closed.push(...inSequence(group));
    else closed.push(withoutRest(group));
  }
  return closed.length === 0 ? events : joined(events, closed, repeats);
}

type Group = { readonly index: number; readonly piece: Piece }[];

/**
 * Which pieces to join when the last one is missing: all of them, or only the first piece of a record, because only the end of a
 * record could prove the rest.
 */
function withoutRest(group: Group): Group {
  return group[0]!.piece.last === false ? group : group.slice(0, 1);
}

/** Which ends of the joined text are cut. */
function cutEndsOf(group: Group): CutEnds | undefined {
  const [first, last] = [group[0]!.piece, group.at(-1)!.piece];
  const before = first.ordinal !== null && first.ordinal > 1;
  const behind = last.last === false || (last.last === null && isOpen(last.text));
  return before || behind ? { before, behind } : undefined;
}

function joined(
  events: readonly LogEvent[],
  groups: readonly Group[],
  repeats: readonly number[],
): readonly LogEvent[] {
  const out: (LogEvent | undefined)[] = [...events];
  for (const index of repeats) out[index] = undefined;
  for (const group of groups) {
    const [first] = group;
    const cut = cutEndsOf(group);
    if (group.length < 2) {
      if (cut) out[first!.index] = { ...events[first!.index]!, cut };
      continue;
    }
    const { id, timestamp } = events[first!.index]!;
    const text = group.map(({ piece }) => piece.text).join('');
    for (const { index } of group) out[index] = undefined;
    const through = events[group.at(-1)!.index]!.id;
    out[first!.index] = { id, timestamp, message: first!.piece.with(text), through, ...(cut && { cut }) };
  }
  return out.filter((event) => event !== undefined);
}

/** Splits a group into sequences of consecutive numbers. */
function inSequence(group: Group): Group[] {
  const sorted = group.toSorted((a, b) => a.piece.ordinal! - b.piece.ordinal!);
  const found: Group[] = [];
  for (const one of sorted) {
    const before = found.at(-1)?.at(-1)?.piece;
    if (before && before.ordinal! + 1 === one.piece.ordinal && found.at(-1)!.length < MAX_PIECES)
      found.at(-1)!.push(one);
    else found.push([one]);
  }
  return found;
}

const CRI = /^(\S{20,40} (stdout|stderr) )([PF]) /;

function pieceOf(message: string): Piece | undefined {
  if (message.charCodeAt(0) !== OPEN_BRACE) return criPiece(message) ?? plainPiece(message);
  const record = message.includes('"log"') ? jsonRecord(message) : undefined;
  const text = record?.['log'];
  // An agent that passes on only the text also cuts records of loggers.
  if (typeof text !== 'string') return isFull(message, CUT_AFTER) ? plainPiece(message) : undefined;
  const whole = { text, with: (log: string) => JSON.stringify({ ...record, log }) };
  const of = placeOf(record!);
  if (record!['partial_id'] !== undefined) {
    const ordinal = Number(record!['partial_ordinal']);
    const last = String(record!['partial_last']) === 'true';
    return {
      ...whole,
      of: `id ${String(record!['partial_id'])} ${of}`,
      ordinal: Number.isInteger(ordinal) ? ordinal : null,
      last,
    };
  }
  const tag = record!['logtag'];
  if (tag === 'P' || tag === 'F') return { ...whole, of: `tag ${of}`, ordinal: null, last: tag === 'F' };
  // Docker's json-file keeps the line break at the end of a whole line.
  if (typeof record!['time'] === 'string' && typeof record!['stream'] === 'string')
    return { ...whole, of: `file ${of}`, ordinal: null, last: text.endsWith('\n') };
  return { ...whole, of: `bare ${of}`, ordinal: null, last: isFull(text, CUT_AFTER) ? false : null };
}

/** A piece in containerd's format: P for a part, F for the last or only one. */
function criPiece(message: string): Piece | undefined {
  const match = CRI.exec(message);
  if (!match) return undefined;
  const [prefix, before, stream, tag] = match;
  const text = message.slice(prefix.length);
  return {
    of: `cri ${stream}`,
    text,
    ordinal: null,
    last: tag === 'F',
    with: (whole) => `${before}F ${whole}`,
  };
}

const PLAIN = 'plain';

/** A piece without an envelope, exactly as the process printed it. */
function plainPiece(message: string): Piece {
  return {
    of: PLAIN,
    text: message,
    ordinal: null,
    last: isFull(message, LONGEST_EVENT) || (isFull(message, CUT_AFTER) && !isRecord(message)) ? false : null,
    with: (whole) => whole,
  };
}

function placeOf(record: Fields): string {
  return JSON.stringify([
    record['container_id'],
    record['container_name'],
    record['source'] ?? record['stream'],
  ]);
}

/** Is it the beginning of a record that was cut: of the length at which the platform cuts, and not yet a complete object? */
function isOpen(text: string): boolean {
  return (
    isRecord(text) && text.length > SHORTEST_PIECE && bytesOf(text) >= CUT_AFTER - 4 && !jsonRecord(text)
  );
}

function isRecord(text: string): boolean {
  return text.charCodeAt(0) === OPEN_BRACE;
}

function isWholeRecord(group: Group): boolean {
  return (
    group.length > 1 &&
    group.at(-1)!.piece.text.trimEnd().endsWith('}') &&
    jsonRecord(group.map(({ piece }) => piece.text).join('')) !== undefined
  );
}
