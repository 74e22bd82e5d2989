import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { ReadLogError } from './read-log-error.ts';

/** Bytes that gzip and every byte order mark can be recognised from. */
const MARK_BYTES = 3;

/**
 * The text of a stream of bytes, piece by piece: UTF-8, UTF-16 with its byte order mark, or gzip of either.
 *
 * A character that is cut between two chunks is put together again. A character whose rest never comes is U+FFFD.
 *
 * @throws {ReadLogError} `bad-payload` for damaged gzip data, after the text that could be unpacked
 */
export async function* decodedText(bytes: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const { head, rest } = await withHead(bytes);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  if (!isGzip) yield* decoded(joined(head, rest));
  else yield* decoded(unpacked(joined(head, rest)));
}

async function* unpacked(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(bytes);
  const gunzip = createGunzip();
  // Otherwise the loop below would wait for ever when the source fails.
  source.on('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (!code.startsWith('Z_')) throw cause;
    throw new ReadLogError('bad-payload', 'damaged gzip data', cause);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const { head, rest } = await withHead(bytes);
  const { decode, mark } = decoderOf(head);
  for await (const chunk of joined(head.subarray(mark), rest)) yield decode(chunk);
  yield decode();
}

interface Decoder {
  /** The text of the next bytes; without bytes, of what is left at the end. */
  readonly decode: (bytes?: Buffer) => string;
  /** Bytes of the byte order mark. */
  readonly mark: number;
}

function decoderOf(head: Buffer): Decoder {
  if (head[0] === 0xfe && head[1] === 0xff) {
    const decoder = new TextDecoder('utf-16be', { ignoreBOM: true });
    return {
      mark: 2,
      decode: (bytes) => (bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()),
    };
  }
  const isLittle = head[0] === 0xff && head[1] === 0xfe;
  const decoder = new StringDecoder(isLittle ? 'utf16le' : 'utf8');
  const isMarked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  return {
    mark: isLittle ? 2 : isMarked ? 3 : 0,
    decode: (bytes) => (bytes ? decoder.write(bytes) : decoder.end()),
  };
}

/** The first {@link MARK_BYTES} or more, if there are as many, and an iterator of the others. */
async function withHead(
  bytes: AsyncIterable<Uint8Array | string>,
): Promise<{ readonly head: Buffer; readonly rest: AsyncIterator<Uint8Array | string> }> {
  const rest = bytes[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < MARK_BYTES) {
    const next = await rest.next();
    if (next.done) break;
    head = Buffer.concat([head, asBuffer(next.value)]);
  }
  return { head, rest };
}

async function* joined(head: Buffer, rest: AsyncIterator<Uint8Array | string>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield asBuffer(next.value);
}

function asBuffer(chunk: Uint8Array | string): Buffer {
  return typeof chunk === 'string'
    ? Buffer.from(chunk)
    : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
