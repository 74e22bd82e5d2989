import { StringDecoder } from 'node:string_decoder';
import { gunzipSync } from 'node:zlib';
import type { LogBatch } from '../../domain/model/log-batch.ts';
import { readLogDocument } from './log-document.ts';
import { LineReader } from './log-lines.ts';
import { ReadLogError } from './read-log-error.ts';

/**
 * Most bytes that are read, unpacked: 512 MiB.
 *
 * A file is kept in memory with an object for each line, so 512 MiB of short lines need about 2 GB.
 */
export const MAX_LOG_BYTES = 512 * 1024 * 1024;

/**
 * Reads the bytes of a file as log batches: one batch without log group and stream, unless the text names its streams.
 *
 * Takes text (UTF-8, or UTF-16 with its byte order mark), gzip of it, what the AWS CLI and console export (JSON, CSV), and
 * subscription payloads (JSON, one or several in a row, or base64). Ids of lines are line numbers, padded so that they sort as text.
 *
 * @throws {ReadLogError} for no bytes, binary data, too many bytes, or a damaged subscription payload
 */
export function readLogText(bytes: Uint8Array): readonly LogBatch[] {
  const text = asUtf8(unpacked(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  if (text.length > MAX_LOG_BYTES) throw tooLarge();
  checkHead(text.subarray(0, LOOKED_AT), text.length < LOOKED_AT);
  return readLogDocument(text) ?? plainBatches(text);
}

/**
 * Refuses what is not the text of a log, by its first bytes (UTF-8). `isWhole`: there are no others.
 *
 * @throws {ReadLogError} `binary` or `empty`
 */
export function checkHead(head: Buffer, isWhole: boolean): void {
  if (isBinary(head)) throw new ReadLogError('binary', 'binary data; expected the text of a log');
  if (isWhole && head.toString('utf8').trim() === '')
    throw new ReadLogError('empty', 'empty; nothing to read');
}

function plainBatches(text: Buffer): readonly LogBatch[] {
  const reader = new LineReader();
  const decoder = new StringDecoder('utf8');
  // One string cannot hold a whole file of 512 MiB.
  for (let from = 0; from < text.length; from += CHUNK_BYTES)
    reader.push(decoder.write(text.subarray(from, from + CHUNK_BYTES)));
  reader.push(decoder.end());
  reader.end();
  return reader.batches();
}

const CHUNK_BYTES = 4 * 1024 * 1024;

/** The error for a file with more than {@link MAX_LOG_BYTES}. */
export function tooLarge(): ReadLogError {
  const mebibytes = MAX_LOG_BYTES / (1024 * 1024);
  return new ReadLogError('too-large', `larger than ${mebibytes} MiB; cut out the hours around the run`);
}

function unpacked(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_LOG_BYTES });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge();
    throw new ReadLogError('bad-payload', 'damaged gzip data', cause);
  }
}

/** Converts UTF-16, which PowerShell's `>` writes, to UTF-8. */
function asUtf8(bytes: Buffer): Buffer {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return Buffer.from(bytes.subarray(2).toString('utf16le'));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = bytes.length - (bytes.length % 2);
    return Buffer.from(Buffer.from(bytes.subarray(2, even)).swap16().toString('utf16le'));
  }
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Number of bytes that show whether the data is binary. */
export const LOOKED_AT = 65_536;

/** Is the data binary? A log may have a stray NUL or a broken character; binary data has one or more in every hundred bytes. */
function isBinary(head: Buffer): boolean {
  let controls = 0;
  for (const byte of head) {
    // Terminals write tab, line feed, carriage return, backspace and escape.
    if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 8 && byte !== 0x1b) controls++;
  }
  const decoded = head.toString('utf8');
  const broken = decoded.split('\ufffd').length - 1;
  return controls * 100 > head.length || broken * 10 > decoded.length;
}
