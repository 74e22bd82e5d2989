import { own } from '../../contract/own.ts';
import { fieldTime, leadingTime } from '../../domain/lines/envelope/time.ts';
import type { LogBatch, LogEvent } from '../../domain/model/log-batch.ts';
import { readCsv } from './csv.ts';
import { decodeLogBatch } from './decode-log-batch.ts';
import { LogBatchError } from './log-batch-error.ts';
import { lineId } from './log-lines.ts';
import { isObject, readLogBatch } from './read-log-batch.ts';
import { ReadLogError } from './read-log-error.ts';
import { splitJson } from './split-json.ts';

/** One log event of an export, before it is assigned to its stream. */
interface Row {
  readonly logGroup: string;
  readonly logStream: string;
  readonly at: number | null;
  readonly text: string;
}

/** Keys at the start of an export's first object. JSON lines of a logger begin differently. */
const EXPORT_START =
  /^\s*\{\s*"(?:awslogs|messageType|owner|logGroup|logStream|events|results|queryLanguage|searchedLogStreams|next\w{0,12}Token)"\s*:/;
const LIST_START = /^\s*\[\s*\{\s*"(?:timestamp|eventId|logStreamName|ingestionTime|message|@\w{2,20})"\s*:/;
const BASE64_GZIP = /^\s*H4sI[A-Za-z0-9+/]/;

/**
 * Reads a log in a format that AWS's tools export; `undefined` for any other text.
 *
 * The formats are subscription payloads (`aws lambda`'s event, its base64, objects as Firehose stores them), `aws logs
 * get-log-events`, `filter-log-events` and `get-query-results`, and the console's CSV and JSON.
 *
 * @throws {ReadLogError} `bad-payload` when a subscription payload is damaged.
 */
export function readLogDocument(bytes: Buffer): readonly LogBatch[] | undefined {
  const head = bytes.toString('utf8', 0, 4096);
  if (BASE64_GZIP.test(head)) return subscription({ awslogs: { data: bytes.toString('latin1').trim() } });
  if (isCsv(head)) return batchesOf(csvRows(bytes.toString('utf8')));
  if (!EXPORT_START.test(head) && !LIST_START.test(head)) return undefined;
  const documents = splitJson(bytes.toString('utf8'));
  if (documents === undefined) return undefined;
  const batches: LogBatch[] = [];
  const rows: Row[] = [];
  for (const document of documents) {
    if (isObject(document) && (document['awslogs'] !== undefined || document['messageType'] !== undefined)) {
      batches.push(...subscription(document));
      continue;
    }
    const found = rowsOf(document);
    if (found === undefined) return undefined;
    rows.push(...found);
  }
  return merged([...batches, ...batchesOf(rows)]);
}

/** Is the first line a line of column names that include a time and a message? */
function isCsv(head: string): boolean {
  const columns = head.split('\n', 1)[0]!.toLowerCase().trim().replaceAll('"', '').split(',');
  return ['timestamp', 'message'].every((name) => columns.includes(name) || columns.includes(`@${name}`));
}

function subscription(document: Readonly<Record<string, unknown>>): readonly LogBatch[] {
  try {
    const decoded = document['awslogs'] === undefined ? readLogBatch(document) : decodeLogBatch(document);
    return decoded.kind === 'batch' ? [decoded.batch] : [];
  } catch (cause) {
    if (!(cause instanceof LogBatchError)) throw cause;
    throw new ReadLogError(
      'bad-payload',
      `a subscription payload that cannot be read: ${cause.message}`,
      cause,
    );
  }
}

function rowsOf(document: unknown): readonly Row[] | undefined {
  if (Array.isArray(document)) return oldestFirst(document.flatMap((event) => eventRow(event) ?? []));
  if (!isObject(document)) return undefined;
  if (Array.isArray(document['events'])) return document['events'].flatMap((event) => eventRow(event) ?? []);
  const results = document['results'];
  if (!Array.isArray(results)) return undefined;
  return oldestFirst(results.flatMap((result) => (Array.isArray(result) ? (queryRow(result) ?? []) : [])));
}

/** A log event as the CLI prints it, or one of Logs Insights as its console exports it. */
function eventRow(event: unknown): Row | undefined {
  if (!isObject(event)) return undefined;
  if (typeof event['@message'] === 'string') return row((name) => textIn(event, name));
  if (typeof event['message'] !== 'string') return undefined;
  const { message, timestamp, logStreamName } = event;
  return {
    logGroup: '',
    logStream: typeof logStreamName === 'string' ? logStreamName : '',
    at: fieldTime(timestamp),
    text: message,
  };
}

function textIn(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = own(fields, name);
  return typeof value === 'string' ? value : undefined;
}

function queryRow(fields: readonly unknown[]): Row | undefined {
  const values = new Map<string, string>();
  for (const field of fields) {
    if (isObject(field) && typeof field['field'] === 'string' && typeof field['value'] === 'string') {
      values.set(field['field'], field['value']);
    }
  }
  return row((name) => values.get(name));
}

function csvRows(text: string): readonly Row[] {
  const [header = [], ...records] = readCsv(text);
  const columns = header.map((name) => name.toLowerCase());
  return oldestFirst(
    records.flatMap((record) => {
      const value = (name: string): string | undefined => record[columns.indexOf(name.toLowerCase())];
      return row(value) ?? [];
    }),
  );
}

/** Logs Insights puts `@` before its own fields. */
function row(value: (name: string) => string | undefined): Row | undefined {
  const text = value('@message') ?? value('message');
  if (text === undefined) return undefined;
  const time = value('@timestamp') ?? value('timestamp') ?? '';
  return {
    // `@log` is `<account>:<log group>`.
    logGroup: (value('@log') ?? '').replace(/^\d{12}:/, ''),
    logStream: value('@logStream') ?? value('logStreamName') ?? '',
    at: leadingTime(time)?.at ?? fieldTime(time),
    text,
  };
}

/** Sorts rows by time. By default Logs Insights returns the newest first. */
function oldestFirst(rows: readonly Row[]): readonly Row[] {
  const [first, last] = [rows[0]?.at ?? 0, rows.at(-1)?.at ?? 0];
  return first > last ? rows.toReversed() : rows;
}

function batchesOf(rows: readonly Row[]): readonly LogBatch[] {
  const batches = new Map<string, { logGroup: string; logStream: string; events: LogEvent[] }>();
  rows.forEach(({ logGroup, logStream, at, text }, index) => {
    const key = `${logGroup}\n${logStream}`;
    const batch = batches.get(key) ?? { logGroup, logStream, events: [] };
    batches.set(key, batch);
    batch.events.push({ id: lineId(index), timestamp: at, message: text });
  });
  return [...batches.values()];
}

/** Joins consecutive batches of one log stream. */
function merged(batches: readonly LogBatch[]): readonly LogBatch[] {
  const streams = new Map<string, LogBatch>();
  for (const batch of batches) {
    const key = JSON.stringify([batch.owner, batch.logGroup, batch.logStream]);
    const before = streams.get(key);
    streams.set(key, before ? { ...before, events: before.events.concat(batch.events) } : batch);
  }
  return [...streams.values()];
}
