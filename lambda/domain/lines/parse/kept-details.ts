import { bytesOf } from '../../model/bytes.ts';

/** Most UTF-8 bytes of details that are kept: more than a person reads. */
const MOST_BYTES = 4_096;
const CUT = '…';

/** The first whole lines of `details` that fit into 4 KB. A line is cut only if it is the first and is longer than that. */
export function wholeLines(details: string): string {
  if (details.length * 3 <= MOST_BYTES || bytesOf(details) <= MOST_BYTES) return details;
  const room = MOST_BYTES - bytesOf(`\n${CUT}`);
  const lines = details.split('\n');
  let kept = '';
  for (const line of lines) {
    const next = kept === '' ? line : `${kept}\n${line}`;
    if (bytesOf(next) > room) return kept.trim() === '' ? cutLine(line, room) : `${kept}\n${CUT}`;
    kept = next;
  }
  return kept;
}

/** Cuts a line without splitting a character or a redaction token. */
function cutLine(line: string, room: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of line) {
    bytes += bytesOf(character);
    if (bytes > room) break;
    end += character.length;
  }
  const kept = line.slice(0, end);
  const token = kept.lastIndexOf('‹');
  return (token > kept.lastIndexOf('›') ? kept.slice(0, token) : kept) + CUT;
}
