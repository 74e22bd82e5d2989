import { fieldTime } from '../../domain/lines/envelope/time.ts';
import type { LogBatch, LogEvent } from '../../domain/model/log-batch.ts';
import { readCsv } from './csv.ts';
import { decodeLogBatch } from './decode-log-batch.ts';
import { ACCOUNT, lokiPlace, type Row, rowOfRecord } from './export-row.ts';
import { LogBatchError } from './log-batch-error.ts';
import { lineId } from './log-lines.ts';
import { isObject, readLogBatch } from './read-log-batch.ts';
import { ReadLogError } from './read-log-error.ts';
import { splitJson } from './split-json.ts';

/**
 * Keys at the start of an export's first object, of AWS's tools and then of others. JSON lines of a logger begin differently.
 */
const EXPORT_START =
  /^\s*\{\s*"(?:awslogs|messageType|owner|logGroup|logStream|events|results|queryLanguage|searchedLogStreams|next\w{0,12}Token)"\s*:/;
const OTHERS_START =
  /^\s*\{\s*"(?:(?:data|hits|entries|tables|meta|_shards|responses|result|_source|attributes|resource|labels|jsonPayload)"\s*:\s*[[{]|(?:textPayload|insertId|logName|_index|_id|_raw|TimeGenerated|TenantId|LogMessage|LogEntry)"\s*:|status"\s*:\s*"success"|took"\s*:\s*\d|preview"\s*:\s*(?:true|false)|init_offset"\s*:)/;
const LIST_START = /^\s*\[\s*\{\s*"/;
const BASE64_GZIP = /^\s*H4sI[A-Za-z0-9+/]/;

/** Number of characters that show whether a text is an export. */
export const HEAD_CHARS = 4096;

/** Could a text that begins with `head` be one that {@link readLogDocument} reads? Then it has to be read as a whole. */
export function mayBeLogDocument(head: string): boolean {
  return (
    BASE64_GZIP.test(head) ||
    EXPORT_START.test(head) ||
    OTHERS_START.test(head) ||
    LIST_START.test(head) ||
    csvColumns(head) !== undefined
  );
}

/**
 * Reads a log in a format that a tool exports; `undefined` for any other text.
 *
 * The formats of AWS are subscription payloads (`aws lambda`'s event, its base64, objects as Firehose stores them), `aws logs
 * get-log-events`, `filter-log-events` and `get-query-results`, and the console's CSV and JSON. Those of others are lists and answers
 * with records that `export-row.ts` knows, Loki's answers, and CSV with a time and a message.
 *
 * @throws {ReadLogError} `bad-payload` when a subscription payload is damaged.
 */
export function readLogDocument(bytes: Buffer): readonly LogBatch[] | undefined {
  const head = bytes.toString('utf8', 0, HEAD_CHARS);
  if (BASE64_GZIP.test(head)) return subscription({ awslogs: { data: bytes.toString('latin1').trim() } });
  if (csvColumns(head)) return batchesOf(csvRows(bytes.toString('utf8')));
  if (!mayBeLogDocument(head)) return undefined;
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

/** Columns that hold a time or a message, in the order of preference. */
const TIME_COLUMNS = [
  '@timestamp',
  'timestamp',
  '_time',
  'tsns',
  'time',
  'date',
  'timegenerated [utc]',
  'timegenerated',
];
const MESSAGE_COLUMNS = [
  '@message',
  'message',
  '_raw',
  'line',
  'textpayload',
  'jsonpayload.message',
  'logmessage',
  'logentry',
  'content',
  'log',
];

interface CsvColumns {
  readonly at: string;
  readonly text: string;
}

/** The columns to read, if the first line is a line of column names that include a time and a message. */
function csvColumns(head: string): CsvColumns | undefined {
  const names = withoutSeparatorLine(head)
    .split('\n', 1)[0]!
    .toLowerCase()
    .trim()
    .replaceAll('"', '')
    .split(',');
  const at = TIME_COLUMNS.find((name) => names.includes(name));
  const text = MESSAGE_COLUMNS.find((name) => names.includes(name));
  return at === undefined || text === undefined ? undefined : { at, text };
}

/** Grafana's download for Excel begins with a line that names the separator. */
function withoutSeparatorLine(text: string): string {
  return text.replace(/^sep=,\r?\n/, '');
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
  if (Array.isArray(document)) return recordRows(document);
  if (!isObject(document)) return undefined;
  if (Array.isArray(document['events']))
    return document['events'].flatMap((event) => rowOfRecord(event) ?? []);
  const results = document['results'];
  if (Array.isArray(results) && results.every(Array.isArray))
    return oldestFirst(results.flatMap((result) => queryRow(result) ?? []));
  const row = rowOfRecord(document);
  if (row) return [row];
  return answerRows(document);
}

/** The rows of a list of records; `undefined` when none of them has a message. */
function recordRows(records: readonly unknown[]): readonly Row[] | undefined {
  const rows = records.flatMap((record) => rowOfRecord(record) ?? []);
  return rows.length === 0 && records.length > 0 ? undefined : oldestFirst(rows);
}

/** What a search answers: the rows of its list of records, wherever the tool puts that. */
function answerRows(document: Readonly<Record<string, unknown>>): readonly Row[] | undefined {
  const { data, hits, results, entries, tables, responses } = document;
  const nested = isObject(data) ? data['result'] : undefined;
  if (Array.isArray(nested)) return byTime(nested.flatMap(lokiRows));
  if (isObject(hits) && Array.isArray(hits['hits'])) return byTime(recordRows(hits['hits']) ?? []);
  if (Array.isArray(responses))
    return byTime(responses.flatMap((each) => (isObject(each) ? (answerRows(each) ?? []) : [])));
  if (Array.isArray(tables)) return byTime(tables.flatMap(tableRows));
  for (const list of [data, results, entries]) if (Array.isArray(list)) return recordRows(list);
  // Splunk's export ends with records that have no result.
  return document['preview'] === undefined ? undefined : [];
}

/**
 * One stream of an answer of Loki: its labels, and pairs of a time, ns, and a line.
 *
 * @see https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-within-a-range-of-time
 */
function lokiRows(result: unknown): readonly Row[] {
  if (!isObject(result) || !Array.isArray(result['values'])) return [];
  const logStream = isObject(result['stream']) ? lokiPlace(result['stream']) : '';
  return oldestFirst(
    result['values'].flatMap((pair) =>
      Array.isArray(pair) && typeof pair[1] === 'string'
        ? [{ logGroup: '', logStream, at: fieldTime(pair[0]), text: pair[1] }]
        : [],
    ),
  );
}

/** A table of an answer of Azure Monitor. @see https://learn.microsoft.com/azure/azure-monitor/logs/api/response-format */
function tableRows(table: unknown): readonly Row[] {
  if (!isObject(table) || !Array.isArray(table['columns']) || !Array.isArray(table['rows'])) return [];
  const names = table['columns'].map((column) => (isObject(column) ? String(column['name']) : ''));
  return oldestFirst(
    table['rows'].flatMap((values) =>
      Array.isArray(values)
        ? (rowOfRecord(Object.fromEntries(names.map((name, index) => [name, values[index]]))) ?? [])
        : [],
    ),
  );
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
  const columns = csvColumns(text.slice(0, HEAD_CHARS))!;
  const [header = [], ...records] = readCsv(withoutSeparatorLine(text));
  const names = header.map((name) => name.toLowerCase().trim());
  return oldestFirst(
    records.flatMap((record) => {
      const value = (name: string): string | undefined => record[names.indexOf(name.toLowerCase())];
      return row(value, columns) ?? [];
    }),
  );
}

/** Logs Insights puts `@` before its own fields. */
function row(
  value: (name: string) => string | undefined,
  { at, text }: CsvColumns = { at: '@timestamp', text: '@message' },
): Row | undefined {
  const message = value(text) ?? value('message');
  if (message === undefined) return undefined;
  return {
    logGroup: (value('@log') ?? '').replace(ACCOUNT, ''),
    logStream: value('@logStream') ?? value('logStreamName') ?? '',
    at: fieldTime(value(at) ?? value('timestamp') ?? ''),
    text: message,
  };
}

/** Sorts rows by time. By default Logs Insights returns the newest first. */
function oldestFirst(rows: readonly Row[]): readonly Row[] {
  const [first, last] = [rows[0]?.at ?? 0, rows.at(-1)?.at ?? 0];
  return first > last ? rows.toReversed() : rows;
}

/** Rows of several streams, in the order of their times. A row without a time stays where it is only if all have none. */
function byTime(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
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
