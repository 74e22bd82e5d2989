import { own } from '../../contract/own.ts';
import { fieldTime } from '../../domain/lines/envelope/time.ts';
import { isObject } from './read-log-batch.ts';

/** One log event of an export, before it is assigned to its stream. */
export interface Row {
  readonly logGroup: string;
  readonly logStream: string;
  readonly at: number | null;
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** A record of a log, as one tool exports it. */
interface Export {
  readonly source: string;
  /** The message of a record and the object that names its time and place; `undefined` when it is not this tool's. */
  readonly read: (
    record: Fields,
  ) => { readonly text: unknown; readonly at: unknown; readonly place?: unknown } | undefined;
}

/** Tried in order; the first that finds a message wins. */
const EXPORTS: readonly Export[] = [
  {
    source:
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AnalyzingLogData.html (console and CLI)',
    read: (record) => ({
      text: record['@message'] ?? (record['ingestionTime'] === undefined ? undefined : record['message']),
      at: record['@timestamp'] ?? record['timestamp'],
      place: record['@logStream'] ?? record['logStreamName'],
    }),
  },
  {
    source: 'https://docs.datadoghq.com/api/latest/logs/#search-logs (and the explorer’s `content`)',
    read: (record) => {
      const fields = fieldsAt(record, 'attributes') ?? fieldsAt(record, 'content');
      const nested = fields && fieldsAt(fields, 'attributes');
      if (!fields) return undefined;
      const text = messageOf(fields) ?? (nested && messageOf(nested));
      return { text, at: fields['timestamp'] ?? record['timestamp'], place: fields['host'] };
    },
  },
  {
    source: 'https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-search (and OpenSearch)',
    read: (record) => {
      const fields = fieldsAt(record, '_source');
      return (
        fields && {
          text: messageOf(fields),
          at: fields['@timestamp'] ?? fields['timestamp'] ?? fields['time'],
          place: kubernetesPlace(fields),
        }
      );
    },
  },
  {
    source: 'https://docs.splunk.com/Documentation/Splunk/latest/RESTREF/RESTsearch (search/jobs/export)',
    read: (record) => {
      const fields = fieldsAt(record, 'result') ?? record;
      return { text: fields['_raw'], at: fields['_time'] ?? fields['_indextime'], place: fields['source'] };
    },
  },
  {
    source: 'https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry',
    read: (record) => {
      const labels = fieldsAt(fieldsAt(record, 'resource') ?? {}, 'labels');
      const json = fieldsAt(record, 'jsonPayload');
      return {
        text: record['textPayload'] ?? (json && messageOf(json)),
        at: record['timestamp'] ?? record['receiveTimestamp'],
        place: labels && slashed(labels['pod_name'], labels['container_name']),
      };
    },
  },
  {
    source:
      'https://learn.microsoft.com/azure/azure-monitor/reference/tables/containerlogv2 (and ContainerLog, traces)',
    read: (record) => ({
      text: ['LogMessage', 'LogEntry', 'Log', 'Log_s', 'ResultDescription']
        .map((name) => own(record, name))
        .find((text) => text !== undefined),
      at: record['TimeGenerated'] ?? record['time'],
      place: slashed(record['PodName'], record['ContainerName']),
    }),
  },
  {
    source:
      'https://grafana.com/docs/grafana/latest/explore/logs-integration/ (download as JSON, logcli -o jsonl)',
    read: (record) => ({
      text: record['line'],
      at: record['timestamp'] ?? record['date'],
      place: lokiPlace(fieldsAt(record, 'labels') ?? fieldsAt(record, 'fields') ?? {}),
    }),
  },
  {
    source: 'any other list of records with a message and a time',
    read: (record) => ({
      text: messageOf(record) ?? messageOf(fieldsAt(record, 'customDimensions') ?? {}),
      at: ['timestamp', '@timestamp', 'time', 'ts', 'date']
        .map((name) => own(record, name))
        .find((at) => at !== undefined),
      place: record['logStreamName'],
    }),
  },
];

/** The row of a record that a tool exported; `undefined` when it has no message. */
export function rowOfRecord(record: unknown): Row | undefined {
  if (!isObject(record)) return undefined;
  for (const { read } of EXPORTS) {
    const found = read(record);
    const text = textOf(found?.text);
    if (text === undefined) continue;
    const { at, place } = found!;
    const logGroup = typeof record['@log'] === 'string' ? record['@log'].replace(ACCOUNT, '') : '';
    return { logGroup, logStream: typeof place === 'string' ? place : '', at: fieldTime(at), text };
  }
  return undefined;
}

/** `@log` is `<account>:<log group>`. */
export const ACCOUNT = /^\d{12}:/;

/** Loki's stream, by the labels that name a place. */
export function lokiPlace(labels: Fields): string {
  return (
    slashed(labels['pod'], labels['container']) ??
    textOf(labels['container_name'] ?? labels['container'] ?? labels['filename'] ?? labels['job']) ??
    ''
  );
}

function kubernetesPlace(fields: Fields): string | undefined {
  const kubernetes = fieldsAt(fields, 'kubernetes') ?? {};
  const pod = fieldsAt(kubernetes, 'pod')?.['name'] ?? kubernetes['pod_name'];
  const container = fieldsAt(kubernetes, 'container')?.['name'] ?? kubernetes['container_name'];
  return slashed(pod, container);
}

function slashed(first: unknown, second: unknown): string | undefined {
  if (typeof first !== 'string') return undefined;
  return typeof second === 'string' ? `${first}/${second}` : first;
}

/** The message of a structured record. A record that also has an error is kept whole, so that the error is read with its message. */
function messageOf(fields: Fields): unknown {
  const message = ['message', 'msg', 'log', 'body']
    .map((name) => own(fields, name))
    .find((text) => typeof text === 'string');
  const hasError = ['error', 'err', 'exception'].some((name) => own(fields, name) !== undefined);
  return hasError ? fields : message;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return isObject(value) ? JSON.stringify(value) : undefined;
}

function fieldsAt(record: Fields, name: string): Fields | undefined {
  const value = own(record, name);
  return isObject(value) ? value : undefined;
}
