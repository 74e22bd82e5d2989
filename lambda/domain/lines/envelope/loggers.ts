import { afterLevel } from './console.ts';
import { consoleMessage, messageWithError, readPairs } from './fields.ts';
import { DIGITS, LETTERS, type PrefixLayer } from './layer.ts';
import { withLostValues } from './lost-format.ts';
import { withOwnField } from './own-field.ts';
import { readQuoted } from './quoted.ts';
import { fieldTime } from './time.ts';

const LOGRUS_TTY =
  /^(TRAC|DEBU|DEBUG|INFO|WARN|ERRO|ERROR|FATA|PANI|CRIT|EROR|DBUG) ?\[[\d|:.TZ+-]{1,40}\] ?/;
const GLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{6} {1,8}\d{1,10} [^\]\s]{1,200}:\d{1,6}\] ?/;
const LAMBDA_NODE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\t(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\t/;
const KITCHEN = /^(?:\d{1,2}:\d\d(?::\d\d)?(?:AM|PM)?|<nil>) (TRC|DBG|INF|WRN|ERR|FTL|PNC|\?\?\?) /;
const EPOCH_CONSOLE = /^(\d\.\d{1,20}e\+09|\d{10}\.\d{1,9})\t\[?([A-Za-z]{4,6})\]?\t/;
const GO_LEVEL = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? )(DEBUG|INFO|WARN|ERROR)(?:[+-]\d{1,3})? /;
const GO_CALLER = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? )?[\w./@-]{1,200}\.go:\d{1,6}: /;
/** Does not match `ERROR 1064 (42000)`, which the mysql client prints. */
const BARE_LEVEL = /^\[?(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|PANIC)\]?[ \t]{1,8}(?!\d{3,5} \()/;
const PAIR_START = /^[A-Za-z_@][\w.@/-]{0,63}=/;

const MESSAGE_KEYS = ['msg', 'message', 'error', 'err'];
const RECORD_KEYS = ['level', 'lvl', 'severity', 'time', 'ts', 't', 'caller', 'timestamp'];

/** Formats of logging libraries that are proven by their prefix alone. Tried in order; first match wins. */
export const LOGGER_LAYERS: readonly PrefixLayer[] = [
  {
    name: 'logfmt',
    kind: 'logger',
    // The text formats of logrus, slog and go-kit are the same.
    source: 'https://pkg.go.dev/log/slog#TextHandler',
    first: `${LETTERS}_@`,
    peel: (text) => {
      if (!PAIR_START.test(text)) return undefined;
      const pairs = readPairs(text, 0, true);
      // A connection string (`host=… password=…`) has pairs too, but no level and no time.
      if (!pairs || !RECORD_KEYS.some((key) => pairs.has(key))) return undefined;
      const fields = Object.fromEntries(pairs);
      const message = pairs.get('msg') ?? pairs.get('message');
      const whole = message && withLostValues(message, fields);
      const said = MESSAGE_KEYS.some((key) => pairs.has(key))
        ? (messageWithError(whole, (name) => pairs.get(name)) ?? '')
        : undefined;
      const own = withOwnField(said, text, fields);
      if (own === undefined) return undefined;
      const at = fieldTime(pairs.get('time') ?? pairs.get('ts') ?? pairs.get('t') ?? pairs.get('timestamp'));
      return { text: own, at };
    },
  },
  {
    name: 'logrus-terminal',
    kind: 'logger',
    source: 'https://github.com/sirupsen/logrus `text_formatter.go`, printColored',
    first: 'TDIWEFPC',
    peel: (text) => {
      const match = LOGRUS_TTY.exec(text);
      // The message is padded to 44 characters when fields can follow it.
      return match ? { text: consoleMessage(text.slice(match[0].length).trimEnd(), match[1]) } : undefined;
    },
  },
  {
    name: 'glog',
    kind: 'logger',
    source: 'https://pkg.go.dev/github.com/golang/glog',
    first: 'IWEF',
    peel: (text) => {
      const match = GLOG.exec(text);
      return match ? { text: klogMessage(text.slice(match[0].length), match[1]!) } : undefined;
    },
  },
  {
    name: 'lambda-node',
    kind: 'logger',
    // The runtime puts time, request id and level before what the console prints.
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html',
    first: `${DIGITS}abcdef`,
    peel: (text) => {
      const match = text[36] === '\t' ? LAMBDA_NODE.exec(text) : null;
      return match ? { text: afterLevel(text.slice(match[0].length), match[1]) } : undefined;
    },
  },
  {
    name: 'zerolog-console',
    kind: 'logger',
    source: 'https://pkg.go.dev/github.com/rs/zerolog#ConsoleWriter',
    first: `${DIGITS}<`,
    peel: (text) => {
      const match = KITCHEN.exec(text);
      return match ? { text: afterLevel(text.slice(match[0].length), match[1]) } : undefined;
    },
  },
  {
    name: 'zap-console-epoch',
    kind: 'logger',
    source: 'https://pkg.go.dev/go.uber.org/zap/zapcore#EpochTimeEncoder',
    first: DIGITS,
    peel: (text) => {
      const match = EPOCH_CONSOLE.exec(text);
      if (!match) return undefined;
      return { text: afterLevel(text.slice(match[0].length), match[2]), at: fieldTime(Number(match[1])) };
    },
  },
  {
    name: 'slog-default',
    kind: 'logger',
    source: 'https://pkg.go.dev/log/slog#hdr-Levels',
    first: DIGITS,
    // The date stays in the text, because it has the form of golang-migrate's stamp, which the parser reads.
    peel: (text) => {
      const match = GO_LEVEL.exec(text);
      return match ? { text: match[1]! + afterLevel(text.slice(match[0].length), match[2]) } : undefined;
    },
  },
  {
    name: 'go-log-caller',
    kind: 'logger',
    source: 'https://pkg.go.dev/log#pkg-constants',
    first: `${LETTERS}${DIGITS}./_@`,
    peel: (text) => {
      const match = text.includes('.go:') ? GO_CALLER.exec(text) : null;
      return match ? { text: (match[1] ?? '') + text.slice(match[0].length) } : undefined;
    },
  },
  {
    name: 'level-word',
    kind: 'logger',
    // A console logger without a time, which the platform adds.
    source: 'https://pkg.go.dev/go.uber.org/zap/zapcore#NewConsoleEncoder',
    first: '[TDIWEFP',
    peel: (text) => {
      const match = BARE_LEVEL.exec(text);
      return match ? { text: afterLevel(text.slice(match[0].length), match[1]) } : undefined;
    },
  },
];

/** The message in klog's structured form: the message in quotes, then pairs. Other text is returned unchanged. */
function klogMessage(text: string, level: string): string {
  const message = text.startsWith('"') ? readQuoted(text, 0) : undefined;
  const pairs = message && readPairs(text, message.end, false);
  if (!pairs) return text;
  const said = messageWithError(message.value, (name) => pairs.get(name));
  return withOwnField(said, text, { level, ...Object.fromEntries(pairs) }) ?? message.value;
}
