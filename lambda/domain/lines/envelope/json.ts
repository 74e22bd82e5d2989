import { own } from '../../../contract/own.ts';
import { messageWithError } from './fields.ts';
import type { JsonLayer } from './layer.ts';
import { withLostValues } from './lost-format.ts';
import { withOwnField } from './own-field.ts';
import { type Fields, parseObject } from './parse-object.ts';
import { SHIPPER_LAYERS } from './shippers.ts';
import { fieldTime } from './time.ts';
import { isFields, timeOf, whereabouts } from './whereabouts.ts';

/** Tried in order; first match wins. */
export const JSON_LAYERS: readonly JsonLayer[] = [
  {
    name: 'docker-json-file',
    kind: 'transport',
    source: 'https://docs.docker.com/engine/logging/drivers/json-file/',
    read: (record) => {
      const { log, stream, time } = record;
      if (typeof log !== 'string' || typeof stream !== 'string' || typeof time !== 'string') return undefined;
      return { text: log, at: fieldTime(time), ...whereabouts(record) };
    },
  },
  {
    name: 'fluent-bit',
    kind: 'transport',
    source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html',
    read: (record) =>
      typeof record['log'] === 'string' && record['msg'] === undefined && record['message'] === undefined
        ? { text: record['log'], at: timeOf(record), ...whereabouts(record) }
        : undefined,
  },
  {
    name: 'journald-json',
    kind: 'transport',
    source: 'https://www.freedesktop.org/software/systemd/man/latest/systemd.journal-fields.html',
    read: (record) => {
      if (typeof record['MESSAGE'] !== 'string') return undefined;
      const name = record['CONTAINER_NAME'] ?? record['SYSLOG_IDENTIFIER'];
      const container = typeof name === 'string' ? name : null;
      return {
        text: record['MESSAGE'],
        at: fieldTime(record['__REALTIME_TIMESTAMP']),
        container,
        stream: container,
      };
    },
  },
  ...SHIPPER_LAYERS,
  {
    name: 'json-logger',
    kind: 'logger',
    // zerolog, logrus, slog, bunyan and pino differ only in the names of fields.
    source: 'https://pkg.go.dev/go.uber.org/zap#NewProductionEncoderConfig',
    read: (record, raw, cut = false) => {
      const inner = record['log'];
      const fields = isFields(inner) && messageOf(record) === undefined ? inner : record;
      const message = messageOf(fields);
      const whole = message && withLostValues(message, fields);
      const said = messageWithError(whole, (name) => own(fields, name));
      const isRecord = said !== undefined && (message !== undefined || cut || isLogRecord(fields));
      const text = withOwnField(isRecord ? said : undefined, raw, record);
      if (text === undefined) return undefined;
      return { text, at: timeOf(fields) ?? timeOf(record), ...whereabouts(record) };
    },
  },
];

/** The JSON object that a line consists of; `undefined` for other text. */
export function jsonRecord(text: string): Fields | undefined {
  return text.trimEnd().endsWith('}') && isLogSized(text) ? parseObject(text) : undefined;
}

/** Shorter lines are parsed without a further check. */
const SHORT = 65_536;

/**
 * Is a long line long because of its texts, as a log record is, and not because of its structure? JSON.parse takes longer for
 * 80,000 keys in 1 MB than for a whole batch of log events.
 */
function isLogSized(text: string): boolean {
  return text.length < SHORT || (!occurs(text, '":', 2_000) && !occurs(text, '[', 10_000));
}

function occurs(text: string, piece: string, times: number): boolean {
  let at = text.indexOf(piece);
  for (let count = 0; at !== -1; at = text.indexOf(piece, at + 1)) {
    if (++count > times) return true;
  }
  return false;
}

function messageOf(record: Fields): string | undefined {
  for (const name of ['msg', 'message', 'Message', '@message', 'text', 'event'] as const) {
    if (typeof record[name] === 'string')
      return name === 'text' && isSomebodys(record) ? undefined : record[name];
  }
  return undefined;
}

const SOMEBODYS = ['user', 'channel', 'author', 'sender', 'from'] as const;
const LEVEL_OR_TIME = ['level', 'lvl', 'severity', 'time', 'ts', '@timestamp'] as const;

/** Is the record a chat message, with a `text` that a person wrote? */
function isSomebodys(record: Fields): boolean {
  return SOMEBODYS.some((name) => record[name] !== undefined);
}

/**
 * Has the object a level or a time? An object with only an error counts as a log record if it has one of them, because SQL can
 * contain JSON too.
 */
function isLogRecord(record: Fields): boolean {
  return LEVEL_OR_TIME.some((name) => record[name] !== undefined);
}
