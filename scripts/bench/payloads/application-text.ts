import type { Random } from './random.ts';

/**
 * Writes one log event of a service; `at` is epoch ms. Most are one line; each line of a stack trace is a separate
 * event.
 */
type Writer = (random: Random, at: number) => readonly string[];

const PATHS = [
  '/health',
  '/v1/orders',
  '/v1/orders/search?state=open',
  '/v1/users/me',
  '/v2/invoices/export',
  '/',
];
const AGENTS = [
  'ELB-HealthChecker/2.0',
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101',
  'okhttp/4.12.0',
];
const EVENTS = [
  'order accepted',
  'cache miss',
  'payment captured',
  'request finished',
  'retrying upstream call',
  'session expired',
];
const JAVA_CLASSES = [
  'com.example.orders.OrderService',
  'com.example.billing.InvoiceJob',
  'org.springframework.web.servlet.DispatcherServlet',
];

const iso = (at: number): string => new Date(at).toISOString();
const goTime = (at: number): string => iso(at).slice(0, 19).replaceAll('-', '/').replace('T', ' ');

/** Node: pino's JSON. */
const pino: Writer = (random, at) => [
  JSON.stringify({
    level: random.pick([20, 30, 30, 30, 40, 50]),
    time: at,
    pid: 1,
    hostname: `ip-10-0-${random.int(0, 255)}-${random.int(0, 255)}`,
    requestId: random.hex(32),
    path: random.pick(PATHS),
    responseTime: random.int(1, 900),
    msg: random.pick(EVENTS),
  }),
];

/** Java: logback's JSON. */
const logback: Writer = (random, at) => [
  JSON.stringify({
    '@timestamp': iso(at),
    '@version': '1',
    message: `${random.pick(EVENTS)} for customer ${random.int(1000, 999_999)} in ${random.int(1, 900)} ms`,
    logger_name: random.pick(JAVA_CLASSES),
    thread_name: `http-nio-8080-exec-${random.int(1, 40)}`,
    level: random.pick(['INFO', 'INFO', 'DEBUG', 'WARN']),
    traceId: random.hex(32),
    spanId: random.hex(16),
  }),
];

/** Go: zap's JSON. */
const zap: Writer = (random, at) => [
  JSON.stringify({
    level: random.pick(['info', 'info', 'warn', 'error']),
    ts: at / 1000,
    caller: `http/server.go:${random.int(20, 400)}`,
    msg: random.pick(EVENTS),
    duration: `${random.int(1, 999)}.${random.int(100, 999)}ms`,
    order: random.int(1, 99_999),
  }),
];

/** An access log in the combined format. */
const access: Writer = (random, at) => [
  `10.0.${random.int(0, 255)}.${random.int(0, 255)} - - [${new Date(at).toUTCString().slice(5, 25)} +0000] "${random.pick(['GET', 'GET', 'POST', 'PUT'])} ${random.pick(PATHS)} HTTP/1.1" ${random.pick([200, 200, 200, 201, 304, 404, 500])} ${random.int(2, 48_000)} "-" "${random.pick(AGENTS)}"`,
];

/** Java: logback's plain pattern. */
const javaPlain: Writer = (random, at) => [
  `${iso(at).replace('T', ' ').replace('Z', '')} ${random.pick(['INFO ', 'DEBUG', 'WARN '])} 1 --- [nio-8080-exec-${random.int(1, 40)}] ${random.pick(JAVA_CLASSES)} : ${random.pick(EVENTS)} (${random.int(1, 900)} ms)`,
];

/** Java: an exception; each line is a separate event, as with awslogs. */
const javaTrace: Writer = (random, at) => [
  `${iso(at).replace('T', ' ').replace('Z', '')} ERROR 1 --- [nio-8080-exec-${random.int(1, 40)}] ${random.pick(JAVA_CLASSES)} : error: upstream failed`,
  'java.net.SocketTimeoutException: Read timed out',
  ...Array.from(
    { length: random.int(6, 24) },
    () =>
      `\tat ${random.pick(JAVA_CLASSES)}.handle(${random.pick(['OrderService', 'InvoiceJob'])}.java:${random.int(10, 900)})`,
  ),
];

/** Go: the standard `log` package, with the date form that golang-migrate's verbose lines have too. */
const goStandard: Writer = (random, at) => [
  `${goTime(at)} ${random.pick(['listening on :8080', 'GET /health 200', `worker ${random.int(1, 16)}: ${random.pick(EVENTS)}`, `Finished job ${random.int(1, 9999)} in ${random.int(1, 99)}ms`])}`,
];

/** Go: logrus or slog text. */
const logfmt: Writer = (random, at) => [
  `time="${iso(at)}" level=${random.pick(['info', 'debug', 'warning'])} msg="${random.pick(EVENTS)}" order=${random.int(1, 99_999)} elapsed=${random.int(1, 900)}ms request_id=${random.hex(16)}`,
];

/** Ruby, Python, shell and start-up banners: short lines of all kinds. */
const plain: Writer = (random) => [
  random.pick([
    `Started ${random.pick(['GET', 'POST'])} "${random.pick(PATHS)}" for 10.0.3.${random.int(1, 250)}`,
    `INFO:     10.0.3.${random.int(1, 250)}:${random.int(1024, 65_535)} - "GET /health HTTP/1.1" 200 OK`,
    `Completed 200 OK in ${random.int(1, 300)}ms (Views: ${random.int(1, 90)}.1ms | ActiveRecord: ${random.int(1, 90)}.4ms)`,
    `${random.int(1, 12)}/${random.int(12, 20)} jobs done (${random.int(1, 60)}s)`,
    '',
    'Waiting for connections...',
  ]),
];

/** How often each kind of text occurs: a service writes JSON, its proxy writes access lines, the rest is mixed. */
const WRITERS: readonly Writer[] = [
  pino,
  pino,
  pino,
  logback,
  logback,
  zap,
  zap,
  access,
  access,
  access,
  access,
  javaPlain,
  javaPlain,
  javaTrace,
  goStandard,
  goStandard,
  logfmt,
  logfmt,
  plain,
];

/** At least one log event of other software. Blank lines are left out: awslogs sends none. */
export function applicationText(random: Random, at: number): readonly string[] {
  return random
    .pick(WRITERS)(random, at)
    .filter((line) => line !== '');
}
