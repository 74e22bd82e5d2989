import { goQuote } from '../../domain/lines/redact/hostile.ts';
import { ENVELOPES } from '../secret-envelopes.ts';

/** Log events, in deliveries: of each, the messages. */
export type Deliveries = readonly (readonly string[])[];
/** How an error's text comes from the program that prints it to the subscription; `at` says where, for those that cut. */
export type Wrapping = (error: string, at: number) => Deliveries;

const BEFORE = ['1/u create_users (3.5ms)'];
const STAMP = '2026-03-05T02:13:09.120Z';
const lines = (text: string) => text.split('\n').filter((line) => line.trim() !== '');
const once = (...messages: readonly string[]): Deliveries => [[...BEFORE, ...messages]];
const json = (fields: Record<string, unknown>) => JSON.stringify(fields);
const pairs = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(
      ([key, value]) =>
        `${key}=${/^[\w.:/-]+$/.test(value) ? value : goQuote(value.replaceAll('\n', '\u0001')).replaceAll('\\x01', '\\n')}`,
    )
    .join(' ');
const fireLens = (log: string, more: Record<string, unknown> = {}) =>
  json({ source: 'stderr', log, container_id: '0123', container_name: 'migrate', ...more });
/** Cut in two at a part of its length. */
const cutAt = (text: string, at: number) => {
  const place = Math.max(1, Math.floor((text.length * (at % 997)) / 997));
  return [text.slice(0, place), text.slice(place)] as const;
};
const coloured = (text: string) =>
  text.replace(/[:=,]/g, (sign) => `\u001b[3${sign.length}m${sign}\u001b[0m`);

const LOGGERS: Record<string, Wrapping> = {
  'slog, JSON, msg and err': (e) =>
    once(json({ time: STAMP, level: 'ERROR', msg: `migrate: ${e}`, err: `error: ${e}` })),
  'slog, JSON, msg and error the same': (e) => once(json({ time: STAMP, level: 'ERROR', msg: e, error: e })),
  'slog, text, msg and err': (e) =>
    once(pairs({ time: STAMP, level: 'ERROR', msg: `cannot migrate: ${e}`, err: e })),
  'zap, error and errorVerbose': (e) =>
    once(
      json({
        level: 'error',
        ts: 1772676789.1,
        msg: 'migrate',
        error: e,
        errorVerbose: `${e}\nmain.main\n\t/src/main.go:42`,
      }),
    ),
  'zap, error in the message and a stack': (e) =>
    once(
      json({
        level: 'fatal',
        ts: 1772676789.1,
        msg: `up: ${e}`,
        error: `up: ${e}`,
        stacktrace: `main.main\n\t${e}`,
      }),
    ),
  'zap, several causes': (e) =>
    once(json({ level: 'error', msg: 'migrate', error: e, errorCauses: [{ error: e }, { error: 'x' }] })),
  'logrus, text, twice': (e) =>
    once(pairs({ time: STAMP, level: 'fatal', msg: `migrate: ${e}`, error: `error: ${e}` })),
  'zerolog, JSON': (e) => once(json({ level: 'fatal', error: e, time: STAMP, message: `up failed: ${e}` })),
  'zerolog, console': (e) => once(`2:13AM ERR up failed error=${goQuote(e.replaceAll('\n', ' '))}`),
  pino: (e) =>
    once(
      json({
        level: 60,
        time: 1772676789120,
        pid: 1,
        err: { type: 'Error', message: e, stack: `Error: ${e}\n    at x` },
        msg: e,
      }),
    ),
  bunyan: (e) =>
    once(
      json({
        name: 'x',
        level: 50,
        msg: 'migrate failed',
        err: { message: e, name: 'Error', stack: e },
        v: 0,
      }),
    ),
  klog: (e) =>
    once(
      `E0305 02:13:09.120000       1 main.go:42] "migrate failed" err=${goQuote(e.replaceAll('\n', ' '))}`,
    ),
  'klog, plain': (e) => once(...lines(`F0305 02:13:09.120000       1 main.go:42] migrate: ${e}`)),
  'apex, cli': (e) => once(...lines(`  \u001b[31m  ⨯\u001b[0m error: ${e}`)),
  'charm log': (e) =>
    once(...lines(`2026/03/05 02:13:09 ERRO migrate err=${goQuote(e.replaceAll('\n', ' '))}`)),
  log15: (e) => once(`t=${STAMP} lvl=eror msg=migrate err=${goQuote(e.replaceAll('\n', ' '))}`),
  'Python around it': (e) => once(...lines(`2026-03-05 02:13:09,120 ERROR migrate: error: ${e}`)),
  'log4j, JSON': (e) =>
    once(json({ '@timestamp': STAMP, 'log.level': 'ERROR', message: `error: ${e}`, 'error.stack_trace': e })),
  OpenTelemetry: (e) =>
    once(
      json({
        timeUnixNano: '1772676789120000000',
        severityNumber: 17,
        severityText: 'ERROR',
        body: { stringValue: `error: ${e}` },
      }),
    ),
  'Google Cloud': (e) => once(json({ severity: 'ERROR', textPayload: `error: ${e}`, timestamp: STAMP })),
  "Go's log, twice": (e) =>
    once(`2026/03/05 02:13:09 main.go:42: migrate: ${e}: error: ${e}`.replace(/\s*\n\s*/g, ' ')),
  'wrapped by callers': (e) => once(...lines(`error: could not start: run: migrate up: ${e}`)),
  'in quotes of %q': (e) =>
    once(`error: run failed: ${goQuote(e.replaceAll('\n', '\u0001')).replaceAll('\\x01', '\\n')}`),
  'in quotes of %q twice': (e) =>
    once(`time=${STAMP} level=ERROR msg=x err=${goQuote(goQuote(e.replaceAll('\n', ' ')))}`),
};

const TRANSPORTS: Record<string, Wrapping> = {
  'one line, \\n as a blank': (e) => once(`error: ${e.replace(/\s*\n\s*/g, ' ')}`),
  'one line, \\n in letters': (e) => once(`error: ${e.replaceAll('\n', '\\n')}`),
  'one event of several lines': (e) => once(`error: ${e}`),
  CRLF: (e) => once(`error: ${e.replaceAll('\n', '\r\n')}`),
  'a byte order mark': (e) => once(...lines(`\ufefferror: ${e}`)),
  'UTF-16 read as bytes': (e) => once(...lines(`error: ${e}`).map((line) => [...line].join('\0'))),
  colours: (e) => once(...lines(`\u001b[31merror: ${e}\u001b[0m`)),
  'colours inside': (e) => once(...lines(`error: ${coloured(e)}`)),
  'FireLens, JSON inside': (e) => once(fireLens(json({ level: 'error', msg: 'migrate', error: e }))),
  'FireLens, one record of lines': (e) => once(fireLens(`error: ${e}`)),
  'Docker, JSON inside JSON': (e) =>
    once(
      json({
        log: `${json({ level: 'error', msg: json({ error: e, level: 'error' }) })}\n`,
        stream: 'stderr',
        time: STAMP,
      }),
    ),
  'containerd, parts': (e, at) =>
    once(
      ...lines(`error: ${e}`).flatMap((line) => [
        `${STAMP.replace('Z', '456789Z')} stderr P ${cutAt(line, at)[0]}`,
        `${STAMP.replace('Z', '456789Z')} stderr F ${cutAt(line, at)[1]}`,
      ]),
    ),
  'FireLens, parts': (e, at) =>
    once(
      ...lines(`error: ${e}`).flatMap((line, index) => {
        const part = (ordinal: number, log: string) =>
          fireLens(log, {
            partial_message: 'true',
            partial_id: `p${index}`,
            partial_ordinal: String(ordinal),
            partial_last: String(ordinal === 2),
          });
        return [part(1, cutAt(line, at)[0]), part(2, cutAt(line, at)[1])];
      }),
    ),
  'GitHub Actions': (e) => once(...lines(`${STAMP} ##[error]error: ${e}`)),
  journald: (e) =>
    once(
      json({
        MESSAGE: `error: ${e}`,
        SYSLOG_IDENTIFIER: 'migrate',
        __REALTIME_TIMESTAMP: '1772676789120000',
      }),
    ),
  syslog: (e) => once(...lines(`<11>1 ${STAMP} host migrate 1 - - error: ${e}`)),
  'a column of Kubernetes tools': (e) =>
    once(...lines(`error: ${e}`).map((line) => `orders-migrate-x7f2p migrate ${line}`)),
  compose: (e) => once(...lines(`error: ${e}`).map((line) => `migrate-1  | ${line}`)),
  'printed twice, glued': (e) => once(...lines(`error: ${e}error: ${e}`)),
  'two errors': (e) =>
    once(
      ...lines(
        `error: 2 errors occurred:\n\t* ${e}\n\t* can't unlock in line 0: SELECT pg_advisory_unlock($1) (details: pq: x)\n`,
      ),
    ),
  'a panic': (e) =>
    once(...lines(`panic: ${e}`), 'goroutine 1 [running]:', 'github.com/golang-migrate/migrate/v4.Must(...)'),
  'cut in two': (e, at) => [
    [
      ...BEFORE,
      ...lines(`error: ${e}`).flatMap((line, i, all) => (i === at % all.length ? cutAt(line, at) : [line])),
    ],
  ],
  'cut in two, one event': (e, at) => [[...BEFORE, ...cutAt(`error: ${e}`, at)]],
  'cut in two deliveries': (e, at) => [
    [...BEFORE, cutAt(`error: ${e}`, at)[0]],
    [cutAt(`error: ${e}`, at)[1]],
  ],
  'cut in two deliveries, the second first': (e, at) => [
    [cutAt(`error: ${e}`, at)[1]],
    [...BEFORE, cutAt(`error: ${e}`, at)[0]],
  ],
  'a JSON record cut in two': (e, at) => [
    [...BEFORE, ...cutAt(json({ level: 'error', msg: `migrate: ${e}`, err: e }), at)],
  ],
  'a record of FireLens cut in two': (e, at) => [[...BEFORE, ...cutAt(fireLens(`error: ${e}`), at)]],
  'a line a delivery': (e) => [BEFORE, ...lines(`error: ${e}`).map((line) => [line])],
  'a line a delivery, backwards': (e) => [...lines(`error: ${e}`).map((line) => [line])].reverse(),
};

export const WRAPPINGS: Record<string, Wrapping> = {
  ...Object.fromEntries(
    Object.entries(ENVELOPES).map(([name, wrap]): [string, Wrapping] => [name, (e) => [wrap(e)]]),
  ),
  ...LOGGERS,
  ...TRANSPORTS,
};

/** Where a command line is shown that runs. */
export const MARKS: readonly string[] = [
  '+ ',
  '$ ',
  '[command]',
  '##[command]',
  '##[group]Run ',
  '[Container] 2026/03/05 02:13:08.100000 Running command ',
  '[Container] 2026/03/05 02:13:09.100000 Command did not exit successfully ',
  'root@db1:/app# ',
  `${STAMP} [command]`,
  `${STAMP} ##[command]`,
  '\u001b[36;1m+ ',
  '> ',
  'migrate-1  | + ',
];
