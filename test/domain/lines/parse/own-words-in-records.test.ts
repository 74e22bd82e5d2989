import { describe, expect, test } from 'vitest';
import { readLogText } from '../../../../lambda/adapters/input/read-log-text.ts';
import { explainText } from '../../../../lambda/pipeline/explain-text.ts';

const runsOf = (text: string) => explainText(readLogText(Buffer.from(`${text}\n`)));
const json = (record: object) => JSON.stringify(record);

const DIRTY = 'Dirty database version 4. Fix and force version.';
const blocked = { outcome: 'blocked', dirtyVersion: '4', error: { class: 'dirty-blocked', message: DIRTY } };
const PQ =
  'migration failed: relation "userz" does not exist in line 0: ALTER TABLE userz ADD email text;\n (details: pq: relation "userz" does not exist)';
const broken = {
  outcome: 'failed',
  error: {
    class: 'migration-failed',
    message: 'relation "userz" does not exist',
    statement: expect.stringContaining('ALTER TABLE userz ADD email text;'),
  },
};
const PGX =
  'migration failed in line 0: ALTER TABLE userz ADD email text; (details: ERROR: relation "userz" does not exist (SQLSTATE 42P01))';
const code = { outcome: 'failed', error: { class: 'migration-failed', sqlState: '42P01' } };
const NO_FILE = 'no migration found for version 7: read down for version 7 .: file does not exist';
const noFile = { outcome: 'failed', error: { class: 'source' } };
const begun = { source: 'library', migrations: [{ version: '7', identifier: 'init' }] };

describe('golang-migrate’s words in a record, whatever the field is called', () => {
  test.each<[string, string, object]>([
    [
      'lager',
      json({
        timestamp: '2026-07-11T10:00:01Z',
        level: 'error',
        source: 'atc',
        message: 'atc.db.failed-to-open-db',
        data: { error: `failed to migrate database: ${DIRTY}`, session: '3' },
      }),
      blocked,
    ],
    [
      'lager, an older form',
      json({
        timestamp: '1767600000.1',
        source: 'atc',
        message: 'atc.db.open',
        log_level: 2,
        data: { error: DIRTY, trace: 'goroutine 1' },
      }),
      blocked,
    ],
    [
      'slog, a group',
      json({
        time: '2026-05-05T13:32:20Z',
        level: 'ERROR',
        msg: 'startup failed',
        db: { migrate: { reason: DIRTY } },
      }),
      blocked,
    ],
    [
      'slog as text, a group',
      `time=2026-05-05T13:32:20.493Z level=ERROR msg="startup failed" db.reason="migrate up: ${DIRTY}"`,
      blocked,
    ],
    [
      'slog as text, a field of another name',
      `time=2026-05-05T13:32:20.493Z level=ERROR msg="startup failed" why="${DIRTY}"`,
      blocked,
    ],
    [
      'slog as text, without a message',
      `time=2026-05-05T13:32:20.493Z level=ERROR outcome="${DIRTY}"`,
      blocked,
    ],
    [
      'slog as text, the whole statement',
      `time=2026-05-05T13:32:20.493Z level=ERROR msg="startup failed" db.failure=${json(PQ as never)}`,
      broken,
    ],
    [
      'apex',
      json({
        fields: { error: DIRTY, app: 'api' },
        level: 'error',
        timestamp: '2026-05-05T13:32:20Z',
        message: 'startup failed',
      }),
      blocked,
    ],
    [
      'apex, a statement',
      json({ fields: { err: PQ }, level: 'fatal', timestamp: '2026-05-05T13:32:20Z', message: 'startup' }),
      broken,
    ],
    [
      'zap',
      json({ level: 'error', ts: 1767600000.1, caller: 'db/migrate.go:41', msg: 'startup', reason: PGX }),
      code,
    ],
    [
      'zap, a namespace',
      json({ level: 'fatal', ts: 1767600000.1, msg: 'startup', db: { errorVerbose: PGX } }),
      code,
    ],
    [
      'zap, an error group',
      json({
        level: 'error',
        ts: 1767600000.1,
        msg: 'boot',
        errors: [{ err: 'context canceled' }, { err: DIRTY }],
      }),
      blocked,
    ],
    [
      'zap’s console fields',
      `2026-05-05T13:32:20.493Z\tERROR\tdb/open.go:12\tstartup failed\t${json({ db: { reason: DIRTY } })}`,
      blocked,
    ],
    [
      'zap’s console fields, of another name',
      `2026-05-05T13:32:20.493Z\tERROR\tapi\tdb/open.go:12\tstartup failed\t${json({ why: PGX })}`,
      code,
    ],
    [
      'logrus on a terminal',
      `ERRO[0003] startup failed                                reason="${DIRTY}"`,
      blocked,
    ],
    [
      'logrus on a terminal, a field of another name',
      `FATA[0003] startup failed                                app=api why="${DIRTY}"`,
      blocked,
    ],
    [
      'logrus as text',
      `time="2026-05-05T13:32:20Z" level=fatal msg="startup failed" db_reason="${DIRTY}"`,
      blocked,
    ],
    [
      'logrus as JSON',
      json({ level: 'fatal', msg: 'startup failed', time: '2026-05-05T13:32:20Z', migration_failure: PQ }),
      broken,
    ],
    [
      'zerolog',
      json({ level: 'error', time: '2026-05-05T13:32:20Z', db: { state: DIRTY }, message: 'startup failed' }),
      blocked,
    ],
    ['zerolog’s console', `1:24PM ERR startup failed db="${DIRTY}"`, blocked],
    ['zerolog’s console, a statement', `1:24PM FTL startup failed reason=${json(PGX as never)}`, code],
    ['log15', `t=2026-05-05T13:32:20+0000 lvl=eror msg="startup failed" reason="${DIRTY}"`, blocked],
    [
      'log15 on a terminal',
      `EROR[05-05|13:32:20] startup failed                           reason="${DIRTY}"`,
      blocked,
    ],
    ['hclog', `2026-05-05T13:32:20.493Z [ERROR] api.db: startup failed: reason="${DIRTY}"`, blocked],
    [
      'hclog as JSON',
      json({
        '@level': 'error',
        '@message': 'startup failed',
        '@module': 'api',
        '@timestamp': '2026-05-05T13:32:20Z',
        reason: DIRTY,
      }),
      blocked,
    ],
    ['klog', `E0505 13:32:20.493000       1 main.go:41] "startup failed" err="${DIRTY}" app="api"`, blocked],
    [
      'klog, a field of another name',
      `E0505 13:32:20.493000       1 main.go:41] "startup failed" app="api" why="${DIRTY}"`,
      blocked,
    ],
    ['glog', `F0505 13:32:20.493000       1 main.go:41] startup failed: ${DIRTY}`, blocked],
    [
      'go-kit',
      `ts=2026-05-05T13:32:20Z caller=main.go:41 level=error component=db failure="${DIRTY}"`,
      blocked,
    ],
    [
      'pino',
      json({
        level: 50,
        time: 1767600000100,
        pid: 1,
        hostname: 'api',
        err: {
          type: 'Error',
          message: `Command failed: migrate -path m up\nerror: ${DIRTY}\n`,
          stack: 'Error: Command failed',
        },
        msg: 'boot',
      }),
      blocked,
    ],
    [
      'pino, standard error in a field',
      json({
        level: 50,
        time: 1767600000100,
        pid: 1,
        msg: 'migrate exited 1',
        child: { code: 1, stderr: `error: ${DIRTY}\n` },
      }),
      blocked,
    ],
    [
      'bunyan',
      json({
        name: 'api',
        hostname: 'h',
        pid: 1,
        level: 60,
        result: { text: DIRTY },
        msg: 'boot',
        time: '2026-05-05T13:32:20Z',
        v: 0,
      }),
      blocked,
    ],
    [
      'winston',
      json({
        level: 'error',
        message: 'boot',
        meta: { cause: { description2: 'x', message: DIRTY } },
        timestamp: '2026-05-05T13:32:20Z',
      }),
      blocked,
    ],
    [
      'winston, JSON in a string',
      json({
        level: 'error',
        message: 'boot',
        meta: json({ failure: { why: DIRTY } }),
        timestamp: '2026-05-05T13:32:20Z',
      }),
      blocked,
    ],
    [
      'a child’s JSON line in a message',
      json({ level: 'info', msg: json({ level: 'error', db: { reason: DIRTY } }) }),
      blocked,
    ],
    [
      'Python, structlog',
      json({
        event: 'migrate_failed',
        level: 'error',
        timestamp: '2026-05-05T13:32:20Z',
        proc: { returncode: 1, stderr: `error: ${DIRTY}\n` },
      }),
      blocked,
    ],
    [
      'Python, python-json-logger',
      json({
        asctime: '2026-05-05 13:32:20',
        levelname: 'ERROR',
        message: 'migrations',
        extra: { tail: DIRTY },
      }),
      blocked,
    ],
    [
      'Python, a message in text',
      `2026-05-05 13:32:20,493 - app - ERROR - migrate exited with 1: error: ${DIRTY}`,
      blocked,
    ],
    [
      'Java, logstash',
      json({
        '@timestamp': '2026-05-05T13:32:20Z',
        level: 'ERROR',
        message: 'boot',
        stack_trace: `java.io.IOException: ${DIRTY}\n\tat A.b(C.java:1)`,
      }),
      blocked,
    ],
    ['Lambda, Go', json({ errorMessage: DIRTY, errorType: 'ErrDirty' }), blocked],
    ['Lambda, Go, a statement', json({ errorType: 'Error', errorMessage: PQ, stackTrace: [] }), broken],
    [
      'Lambda, its JSON format',
      json({
        timestamp: '2026-05-05T13:32:20Z',
        level: 'ERROR',
        requestId: 'r',
        message: { errorType: 'Error', errorMessage: DIRTY, stackTrace: [] },
      }),
      blocked,
    ],
    [
      'Lambda, Node',
      `2026-05-05T13:32:20.493Z\t0d6b5a7e-8c1f-4a57-9d3c-1f2e3d4c5b6a\tERROR\tInvoke Error \t${json({ errorType: 'Error', errorMessage: DIRTY, stack: ['Error'] })}`,
      blocked,
    ],
    ['Lambda, Python', `[ERROR] RuntimeError: migrate: error: ${DIRTY}`, blocked],
    [
      'OpenTelemetry, a body',
      json({
        timeUnixNano: '1767600000100000000',
        severityNumber: 17,
        severityText: 'ERROR',
        body: DIRTY,
        attributes: { 'service.name': 'api' },
      }),
      blocked,
    ],
    [
      'OpenTelemetry, an attribute',
      json({
        Timestamp: '2026-05-05T13:32:20Z',
        SeverityText: 'ERROR',
        Body: 'boot',
        Attributes: { 'exception.message': PGX },
      }),
      code,
    ],
    [
      'OpenTelemetry, OTLP’s JSON',
      json({
        resourceLogs: [
          {
            scopeLogs: [
              {
                logRecords: [
                  {
                    timeUnixNano: '1',
                    severityNumber: 17,
                    body: { stringValue: 'boot' },
                    attributes: [{ key: 'exception.message', value: { stringValue: DIRTY } }],
                  },
                ],
              },
            ],
          },
        ],
      }),
      blocked,
    ],
    [
      'Google Cloud',
      json({ severity: 'ERROR', jsonPayload: { message: DIRTY }, timestamp: '2026-05-05T13:32:20Z' }),
      blocked,
    ],
    [
      'Google Cloud, text',
      json({ textPayload: `migrate up: ${DIRTY}`, severity: 'DEFAULT', timestamp: '2026-05-05T13:32:20Z' }),
      blocked,
    ],
    [
      'Elastic Common Schema',
      json({
        '@timestamp': '2026-05-05T13:32:20Z',
        'log.level': 'error',
        message: 'boot',
        'error.message': DIRTY,
      }),
      blocked,
    ],
    [
      'Elastic Common Schema, nested',
      json({
        '@timestamp': '2026-05-05T13:32:20Z',
        log: { level: 'error' },
        message: 'boot',
        error: { type: 'x', stack_trace: DIRTY },
      }),
      blocked,
    ],
    ['Serilog', json({ '@t': '2026-05-05T13:32:20Z', '@l': 'Error', '@m': 'boot', Tail: DIRTY }), blocked],
    [
      'Log4j',
      json({
        instant: { epochSecond: 1 },
        level: 'ERROR',
        loggerName: 'x',
        message: 'boot',
        thrown: { message: DIRTY },
      }),
      blocked,
    ],
    [
      'Monolog',
      json({ message: 'boot', context: { last: DIRTY }, level: 400, level_name: 'ERROR' }),
      blocked,
    ],
    ['Monolog, by number', json({ message: 'boot', context: { last: DIRTY }, level: 400 }), blocked],
    ['Datadog', json({ status: 'error', message: 'boot', db: { last: DIRTY } }), blocked],
    ['a list for a message', json({ level: 'error', msg: ['migrate:', DIRTY] }), blocked],
    ['a prefix of somebody’s own', `[api] ${json({ level: 'error', data: { why: DIRTY } })}`, blocked],
    ['a prefix of somebody’s own, twice', `deploy: api-1: ${json({ level: 'error', error: PGX })}`, code],
    [
      'Docker around zap',
      json({
        log: `${json({ level: 'error', msg: 'boot', db: { reason: DIRTY } })}\n`,
        stream: 'stderr',
        time: '2026-05-05T13:32:20Z',
      }),
      blocked,
    ],
    [
      'FireLens around slog’s text',
      json({
        log: `time=2026-05-05T13:32:20Z level=ERROR msg=boot db.reason="${DIRTY}"`,
        container_name: 'api',
        source: 'stderr',
      }),
      blocked,
    ],
    [
      'FireLens that parsed the record',
      json({
        level: 'error',
        msg: 'boot',
        db: { reason: DIRTY },
        container_name: 'api',
        source: 'stderr',
        ecs_cluster: 'main',
      }),
      blocked,
    ],
    [
      'Kubernetes around lager',
      `2026-05-05T13:32:20.493Z stderr F ${json({ source: 'atc', message: 'boot', level: 'error', data: { error: DIRTY } })}`,
      blocked,
    ],
    [
      'journald around a group',
      json({
        MESSAGE: json({ level: 'ERROR', msg: 'boot', db: { reason: NO_FILE } }),
        CONTAINER_NAME: 'api',
      }),
      noFile,
    ],
    [
      'a source error in a group',
      json({ level: 'ERROR', msg: 'boot', startup: { migrations: NO_FILE } }),
      noFile,
    ],
    [
      'a line of a run in a field of its own',
      json({ level: 'debug', component: 'migrate', line: 'Read and execute 7/u init\n' }),
      begun,
    ],
    [
      'a line of a run in a group',
      json({
        time: '2026-05-05T13:32:20Z',
        level: 'INFO',
        msg: 'migrate',
        m: { text: 'Read and execute 7/u init\n' },
      }),
      begun,
    ],
    [
      'a line of a run in OpenTelemetry',
      json({ timeUnixNano: '1', severityNumber: 9, body: { stringValue: 'Read and execute 7/u init\n' } }),
      begun,
    ],
    [
      'a line of a run in a pair',
      'time=2026-05-05T13:32:20Z level=DEBUG msg=migrate out="Read and execute 7/u init\\n"',
      begun,
    ],
    [
      'a plain line of a run in a group',
      json({ level: 'info', msg: 'migrate', out: { line: '7/u init (3.5ms)\n' } }),
      begun,
    ],
  ])('%s', (_name, text, expected) => {
    expect(runsOf(text)).toMatchObject([expected]);
  });
});

describe('a record that only quotes golang-migrate starts no run', () => {
  test.each<[string, string]>([
    [
      'go test -json',
      json({
        Time: '2026-05-05T13:32:20Z',
        Action: 'output',
        Package: 'x/db',
        Test: 'TestDirty',
        Output: `    migrate_test.go:41: ${DIRTY}\n`,
      }),
    ],
    [
      'go test -json, a line of a run',
      json({
        Time: '2026-05-05T13:32:20Z',
        Action: 'output',
        Package: 'x/db',
        Output: 'Read and execute 7/u init\n',
      }),
    ],
    [
      'a chat message in a record behind a prefix',
      `chat: ${json({ level: 'info', user: 'U1', text: DIRTY })}`,
    ],
    ['a search', json({ level: 'info', msg: 'search', query: DIRTY, hits: 3 })],
    ['a search for a line', json({ level: 'info', msg: 'search', q: 'Read and execute 7/u init' })],
    ['a search that failed', json({ level: 'error', msg: 'search failed', query: DIRTY, error: 'timeout' })],
    [
      'a chat message',
      json({ level: 'info', msg: 'message received', event: { type: 'message', user: 'U1', text: DIRTY } }),
    ],
    ['a chat message of a bot', json({ level: 'info', msg: 'posted', slack: { text: PGX } })],
    [
      'a chat message that could not be sent',
      json({ level: 'error', msg: 'post failed', notification: { text: DIRTY }, err: 'rate limited' }),
    ],
    ['a ticket', json({ level: 'info', msg: 'ticket created', title: DIRTY })],
    [
      'a ticket that could not be created',
      json({ level: 'error', msg: 'ticket not created', title: DIRTY, status: 500 }),
    ],
    ['an issue from a webhook', json({ level: 'info', msg: 'webhook', issue: { title: 'help', body: PQ } })],
    ['an HTTP request', json({ level: 'info', method: 'POST', path: '/issues', body: DIRTY, status: 201 })],
    [
      'an HTTP request in text',
      `time=2026-05-05T13:32:20Z level=INFO msg=request method=GET query="${DIRTY}"`,
    ],
    [
      'an HTTP request that failed',
      json({ level: 'error', msg: 'request failed', request: { body: DIRTY }, status: 500 }),
    ],
    ['a prompt', json({ level: 'info', msg: 'completion', prompt: `what does "${DIRTY}" mean?`, tokens: 8 })],
    [
      'an answer',
      json({ level: 'warn', msg: 'slow completion', answer: `${DIRTY} means that …`, tokens: 8 }),
    ],
    ['a document in an index', json({ level: 'info', msg: 'indexed', doc: { title: 'FAQ', text: DIRTY } })],
    ['a runbook', json({ level: 'info', msg: 'rule loaded', annotations: { summary: DIRTY } })],
    ['an alert rule', json({ level: 'error', msg: 'rule failed', rule: { pattern: DIRTY } })],
    ['a diff', json({ level: 'info', msg: 'review', diff: `+ // ${DIRTY}` })],
    [
      'a statement of an application',
      json({
        level: 'error',
        msg: 'query failed',
        sql: `INSERT INTO faq VALUES ('${DIRTY}')`,
        error: 'duplicate key',
      }),
    ],
    ['an expectation of a test', json({ level: 'error', msg: 'assertion failed', want: DIRTY, got: 'nil' })],
    ['an expectation of a test, nested', json({ level: 'error', test: { name: 'dirty', output: PQ } })],
    ['a mail', json({ level: 'info', msg: 'mail sent', email: { subject: 'help', text: DIRTY } })],
    ['a harmless record of Monolog', json({ message: 'boot', context: { note: DIRTY }, level: 200 })],
    ['a label', json({ level: 'info', msg: 'metric', labels: { reason: DIRTY } })],
    ['a harmless record’s text', json({ level: 'info', msg: 'note saved', note: DIRTY })],
    [
      'a harmless record’s nested message',
      json({ level: 'info', msg: 'event', data: { message: DIRTY, from: 'alice' } }),
    ],
    [
      'words that only resemble',
      json({ level: 'error', msg: 'boot', db: { reason: 'Dirty database version' } }),
    ],
    [
      'words of another tool',
      json({ level: 'error', msg: 'boot', db: { reason: 'migration failed: V2__x.sql' } }),
    ],
    [
      'a schema of another tool',
      json({
        level: 'error',
        msg: 'flyway',
        detail: { error: 'Schema has a failed migration to version 4' },
      }),
    ],
    [
      'an error of another program',
      json({ level: 'error', msg: 'boot', data: { error: 'pq: relation "x" does not exist' } }),
    ],
    ['code in a field', json({ level: 'error', msg: 'lint', finding: `return errors.New("${DIRTY}")` })],
    [
      'a comparison in a field',
      json({ level: 'error', msg: 'lint', finding: `if err.Error() == "${DIRTY}" {` }),
    ],
    ['a sentence about it', json({ level: 'warn', msg: 'hint', finding: `"${DIRTY}" is what you get` })],
    [
      'a sentence that goes on',
      json({ level: 'warn', msg: 'faq', finding: `${DIRTY} when a run was killed` }),
    ],
    [
      'a regular expression',
      json({
        level: 'error',
        msg: 'lint',
        finding: 'Dirty database version (-?\\d+). Fix and force version.',
      }),
    ],
    ['a fragment of a line', json({ level: 'info', msg: 'progress', out: 'Start buffering' })],
    [
      'a line inside a sentence',
      json({ level: 'info', msg: 'doc', out: 'It prints Read and execute 7/u init before it begins' }),
    ],
    ['a date', json({ level: 'info', msg: 'report', out: '7/u init' })],
  ])('%s', (_name, text) => {
    expect(runsOf(text)).toEqual([]);
  });
});
