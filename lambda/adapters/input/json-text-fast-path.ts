import { isAscii, transcode } from 'node:buffer';

/*
 * Fast path of: `bytes.toString('utf8')` before `JSON.parse`. Decision: docs/decisions/0034. Equivalence test:
 * test/adapters/json-text-fast-path.test.ts.
 */

/** The text of a JSON document, and how to read its strings after parsing. */
export interface JsonText {
  readonly json: string;
  /** Converts a parsed string to its text. Left out if the parsed strings are correct already. */
  readonly textOf?: (parsed: string) => string;
}

/** Node decodes a shorter text just as fast by itself. */
const SHORT_BYTES = 8_192;
/** From this size on, a copy of the whole text in UTF-16 costs more than checking each string of the document. */
const LARGE_BYTES = 512 * 1024;

/**
 * The text of a JSON document in valid UTF-8, for `JSON.parse`.
 *
 * JSON's own characters are ASCII. So a large document is parsed with one character for each byte, which is faster, and only
 * strings with other characters are decoded afterwards.
 */
export function jsonTextOf(bytes: Buffer): JsonText {
  if (bytes.length < LARGE_BYTES) return { json: textOf(bytes) };
  const json = bytes.toString('latin1');
  // After parsing, an escaped character beyond ASCII could not be distinguished from a byte.
  if (json.includes('\\u') && ESCAPED_BEYOND_ASCII.test(json)) return { json: textOf(bytes) };
  return { json, textOf: fromUtf8 };
}

/** Text of valid UTF-8. Going through UTF-16 takes a third of the time: otherwise one `µ` in a batch costs as much as parsing its JSON. */
function textOf(bytes: Buffer): string {
  if (bytes.length < SHORT_BYTES) return bytes.toString('utf8');
  return isAscii(bytes) ? bytes.toString('latin1') : transcode(bytes, 'utf8', 'ucs2').toString('ucs2');
}

/** A JSON escape for a character beyond ASCII. Escapes for controls, as in coloured lines, do not match. */
const ESCAPED_BEYOND_ASCII = /\\u(?!00[0-7])/;

/** The text whose UTF-8 bytes were read as one character each. */
function fromUtf8(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}
