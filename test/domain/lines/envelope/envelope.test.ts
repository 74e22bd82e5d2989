import { describe, expect, test } from 'vitest';
import { detectEnvelope, ENVELOPES } from '../../../../lambda/domain/lines/envelope/envelope.ts';

const NEW_YEAR = Date.UTC(2024, 0, 1);
const TASK = '0123456789abcdef0123456789abcdef';
const DIRTY = 'Dirty database version 30. Fix and force version.';

/** Lines of one text on their own, as most envelopes prove themselves. */
const unwrap = (text: string) => detectEnvelope([text]).unwrap(text);
const texts = (text: string) => unwrap(text).map((line) => line.text);

describe('plain lines stay as they are', () => {
  test.each([
    '1/u create_users (3.5ms)',
    '2024/01/02 15:04:05 Start buffering 1/u init',
    'error: Dirty database version 3. Fix and force version.',
    ' (details: pq: relation "x" does not exist)',
    'no change',
    '3 (dirty)',
    '',
    '[Container] 2024/01/02 15:04:05.000000 Running command migrate up',
    '[Container] 2024/01/02 15:04:05 Phase complete: BUILD State: FAILED',
    'migrate: 1/u init (3ms)',
    'Migration: Start buffering 1/u init',
    'ERROR 1064 (42000) at line 1: You have an error in your SQL syntax',
    'ERROR:  relation "users" does not exist',
    '2024-01-01 00:00:00.000 UTC [62] ERROR:  relation "users" does not exist',
    'host=localhost port=5432 user=app password=s3cret dbname=app',
    'SET a = 1; -- level=info',
    '{"not": "closed", "msg": "x"',
    '{"a": {"msg": "nested only"}}',
    '{1/u init (3ms)}',
    ' id | name ',
    'Read and execute 7/u add | pipe',
    '\tat main.go:42 +0x1d',
  ])('%s', (text) => {
    expect(unwrap(text)).toEqual([
      { text, at: null, container: null, taskArn: null, stream: null, logger: false },
    ]);
  });
});

describe('what a platform puts around a line', () => {
  test.each([
    [
      'docker json-file',
      '{"log":"1/u init (3ms)\\n","stream":"stderr","time":"2024-01-01T00:00:00.123456789Z"}',
      { at: NEW_YEAR + 123 },
    ],
    [
      'FireLens on EC2',
      `{"source":"stderr","log":"1/u init (3ms)","container_id":"e54c","container_name":"/ecs-shop-2-api-7-db-migrate-a4eafbb3d4c7f1e16e00","ecs_cluster":"prod","ecs_task_arn":"arn:aws:ecs:eu-west-1:111122223333:task/prod/${TASK}","ecs_task_definition":"shop-2-api:7"}`,
      {
        at: null,
        container: 'db-migrate',
        taskArn: `arn:aws:ecs:eu-west-1:111122223333:task/prod/${TASK}`,
      },
    ],
    [
      'FireLens on EC2 whose task definition is not said',
      '{"log":"1/u init (3ms)","container_name":"/ecs-demo-6-migrate-a4eafbb3d4c7f1e16e00"}',
      { container: 'migrate' },
    ],
    ['FireLens on Fargate', '{"log":"1/u init (3ms)","container_name":"migrate"}', { container: 'migrate' }],
    [
      'Fluent Bit on Kubernetes',
      '{"time":"2024-01-01T00:00:00Z","stream":"stderr","log":"1/u init (3ms)\\n","kubernetes":{"pod_name":"api-5d","container_name":"migrate"}}',
      { at: NEW_YEAR, container: 'migrate', stream: 'api-5d/migrate' },
    ],
    [
      'journald as JSON',
      '{"MESSAGE":"1/u init (3ms)","CONTAINER_NAME":"migrate","__REALTIME_TIMESTAMP":"1704067200000000"}',
      { at: NEW_YEAR, container: 'migrate' },
    ],
    [
      'Vector on Docker',
      `{"container_id":"9b62","container_name":"migrate","host":"h","image":"migrate/migrate","label":{"com.amazonaws.ecs.task-arn":"a/${TASK}"},"message":"1/u init (3ms)","source_type":"docker_logs","stream":"stderr","timestamp":"2024-01-01T00:00:00Z"}`,
      { at: NEW_YEAR, container: 'migrate', taskArn: `a/${TASK}`, stream: 'migrate' },
    ],
    [
      'Vector on Kubernetes',
      '{"kubernetes":{"container_name":"migrate","pod_name":"api-5d"},"message":"1/u init (3ms)","source_type":"kubernetes_logs"}',
      { container: 'migrate', stream: 'api-5d/migrate' },
    ],
    [
      'Filebeat on ECS',
      `{"@timestamp":"2024-01-01T00:00:00.000Z","agent":{"type":"filebeat"},"container":{"name":"ecs-shop-2-api-7-migrate-a4eafbb3d4c7f1e16e00","labels":{"com_amazonaws_ecs_task-arn":"a/${TASK}","com_amazonaws_ecs_container-name":"db_migrate"}},"log":{"offset":1},"message":"1/u init (3ms)"}`,
      { at: NEW_YEAR, container: 'db_migrate', taskArn: `a/${TASK}`, stream: 'db_migrate' },
    ],
    [
      'the OpenTelemetry Collector',
      '{"body":"1/u init (3ms)","attributes":{"log.iostream":"stderr"},"resource":{"k8s.pod.name":"api-5d","k8s.container.name":"migrate"}}',
      { container: 'migrate', stream: 'api-5d/migrate' },
    ],
    ['compose v2', 'migrate-1  | 1/u init (3ms)', { container: 'migrate-1', stream: 'migrate-1' }],
    ['compose v1', 'app_migrate_1  | 1/u init (3ms)', { container: 'app_migrate_1' }],
    [
      'compose in colours',
      '\x1b[36mmigrate-1  | \x1b[0m1/u init (3ms)',
      { container: 'migrate-1', stream: 'migrate-1' },
    ],
    ['CRI', '2024-01-01T00:00:00.000000000Z stderr F 1/u init (3ms)', { at: NEW_YEAR }],
    ['kubectl --timestamps', '2024-01-01T00:00:00.5Z 1/u init (3ms)', { at: NEW_YEAR + 500 }],
    ['copied from CloudWatch’s console', '2024-01-01T00:00:00.500Z\t1/u init (3ms)', { at: NEW_YEAR + 500 }],
    [
      'kubectl --prefix',
      '[pod/api-5d/migrate] 1/u init (3ms)',
      { container: 'migrate', stream: 'api-5d/migrate' },
    ],
    ['GitHub Actions', '2024-01-01T00:00:00.0000000Z 1/u init (3ms)', { at: NEW_YEAR }],
    [
      'gh run view --log',
      'deploy\tRun migrations\t\ufeff2024-01-01T00:00:00.0000000Z 1/u init (3ms)',
      { at: NEW_YEAR, stream: 'deploy' },
    ],
    ['GitLab', '2024-01-01T00:00:00.000000Z 01E 1/u init (3ms)', { at: NEW_YEAR }],
    [
      'aws logs tail',
      `2024-01-01T00:00:00.123000+00:00 api/migrate/${TASK} 1/u init (3ms)`,
      { at: NEW_YEAR + 123, container: 'migrate', stream: `api/migrate/${TASK}` },
    ],
    [
      'aws logs tail, not in UTC',
      `2024-01-01T02:00:00+02:00 f525e7be-c42d-3f0d-a7c4-6a51d01da714 1/u init (3ms)`,
      { at: NEW_YEAR, container: null, stream: 'f525e7be-c42d-3f0d-a7c4-6a51d01da714' },
    ],
    ['aws logs tail --format short, read as UTC', '2024-01-01T00:00:00 1/u init (3ms)', { at: NEW_YEAR }],
    [
      'aws logs get-log-events --output text',
      'EVENTS\t1704067200999\t1/u init (3ms)\t1704067200000',
      { at: NEW_YEAR },
    ],
    [
      'aws logs filter-log-events --output text',
      `EVENTS\t${'3'.repeat(56)}\t1704067200999\tapi/migrate/${TASK}\t1/u init (3ms)\t1704067200000`,
      { at: NEW_YEAR, container: 'migrate' },
    ],
    [
      'awslogs get',
      `/ecs/api api/migrate/${TASK} 1/u init (3ms)`,
      { container: 'migrate', stream: `api/migrate/${TASK}` },
    ],
    ['syslog', 'Jan  2 15:04:05 ip-10-0-0-1 docker/migrate[123]: 1/u init (3ms)', { container: 'migrate' }],
    ['syslog with priority', '<30>Jan 12 15:04:05 host migrate: 1/u init (3ms)', { container: 'migrate' }],
    ['RFC 5424', '<30>1 2024-01-01T00:00:00Z host migrate 12 - - 1/u init (3ms)', { at: NEW_YEAR }],
    [
      'RFC 5424 with data',
      '<30>1 2024-01-01T00:00:00Z host migrate 12 ID1 [a b="c"] 1/u init (3ms)',
      { container: 'migrate' },
    ],
    [
      'rsyslog',
      '2024-01-01T00:00:00.000000+00:00 host migrate[12]: 1/u init (3ms)',
      { container: 'migrate' },
    ],
    ['Heroku', '2024-01-01T00:00:00.000000+00:00 app[release.1234]: 1/u init (3ms)', { at: NEW_YEAR }],
    ['Fly', '2024-01-01T00:00:00Z app[73d8d46d] sea [info] 1/u init (3ms)', { at: NEW_YEAR }],
    ['docker build', '#12 1.234 1/u init (3ms)', {}],
    [
      'compose inside GitHub Actions',
      '2024-01-01T00:00:00.0000000Z migrate-1  | 1/u init (3ms)',
      { at: NEW_YEAR, container: 'migrate-1' },
    ],
    [
      'kubectl --prefix --timestamps',
      '[pod/api-5d/migrate] 2024-01-01T00:00:00.5Z 1/u init (3ms)',
      { at: NEW_YEAR + 500, container: 'migrate' },
    ],
  ])('%s', (_name, text, expected) => {
    expect(unwrap(text)).toMatchObject([{ text: '1/u init (3ms)', logger: false, ...expected }]);
  });

  test('the outermost envelope’s time counts, because the other lines have the platform’s clock too', () => {
    const zap = '{"ts":1704067100,"msg":"1/u init (3ms)"}';
    expect(unwrap(`2024-01-01T00:00:00.0000000Z ${zap}`)).toMatchObject([{ at: NEW_YEAR }]);
  });

  test('compose’s message about the end of a container keeps its words and names the container', () => {
    expect(unwrap('migrate-1 exited with code 1')).toMatchObject([
      { text: 'migrate-1 exited with code 1', container: 'migrate-1', logger: false },
    ]);
  });
});

describe('what a logger puts around a line', () => {
  test.each([
    ['zap', '{"level":"info","ts":1704067200.5,"caller":"db/m.go:31","msg":"Start buffering 1/u init\\n"}'],
    ['zerolog', '{"level":"info","time":"2024-01-01T00:00:00.5Z","message":"Start buffering 1/u init"}'],
    ['logrus', '{"level":"info","msg":"Start buffering 1/u init\\n","time":"2024-01-01T00:00:00.5Z"}'],
    ['slog', '{"time":"2024-01-01T00:00:00.5Z","level":"INFO","msg":"Start buffering 1/u init\\n"}'],
    [
      'bunyan',
      '{"name":"x","level":30,"msg":"Start buffering 1/u init","time":"2024-01-01T00:00:00.5Z","v":0}',
    ],
    ['pino', '{"level":30,"time":1704067200500,"msg":"Start buffering 1/u init"}'],
    ['a message in a field', '{"ts":1704067200.5,"level":"info","migration":"Start buffering 1/u init\\n"}'],
    ['logrus text', 'time="2024-01-01T00:00:00.5Z" level=info msg="Start buffering 1/u init\\n"'],
    [
      'logrus text, escaped twice',
      'time="2024-01-01T00:00:00.5Z" level=info msg="Start buffering 1/u init\\\\n"',
    ],
    ['slog text', 'time=2024-01-01T00:00:00.500Z level=INFO msg="Start buffering 1/u init\\n" db=main'],
    ['go-kit', 'level=info ts=2024-01-01T00:00:00.5Z caller=m.go:31 msg="Start buffering 1/u init"'],
    ['hand-made pairs', 'ts=2024-01-01T00:00:00.5Z level=info msg=Start buffering 1/u init'],
    ['zap console', '2024-01-01T00:00:00.500Z\tINFO\tdb/m.go:31\tStart buffering 1/u init'],
    ['zap console, named', '2024-01-01T00:00:00.500Z\tinfo\tapi\tdb/m.go:31\tStart buffering 1/u init'],
    [
      'zap console, coloured',
      '2024-01-01T00:00:00.500Z\t\x1b[34mINFO\x1b[0m\tStart buffering 1/u init\t{"a": 1}',
    ],
    ['zap console, blanks', '2024-01-01T00:00:00.500Z    INFO    db/m.go:31   Start buffering 1/u init'],
    ['zap console, epoch', '1.7040672005e+09\tinfo\tdb/m.go:31\tStart buffering 1/u init'],
    ['zerolog console', '2024-01-01T00:00:00.5Z INF m.go:31 > Start buffering 1/u init db=main'],
    ['hclog', '2024-01-01T00:00:00.500Z [INFO]  Start buffering 1/u init'],
  ])('%s, with its time', (_name, text) => {
    expect(unwrap(text)).toMatchObject([
      { text: 'Start buffering 1/u init', at: NEW_YEAR + 500, logger: true },
    ]);
  });

  test.each([
    ['logrus terminal', 'INFO[0003] Start buffering 1/u init                    '],
    ['logrus terminal with a field', 'INFO[0003] Start buffering 1/u init                      db=main'],
    ['logrus terminal in colours', '\x1b[36mINFO\x1b[0m[0003] Start buffering 1/u init'],
    ['logrus terminal, escape characters lost', '[36mINFO[0m[0003] Start buffering 1/u init'],
    ['logrus terminal through rsyslog', '#033[36mINFO#033[0m[0003] Start buffering 1/u init'],
    ['logrus with the whole time', 'INFO[2024-01-01T00:00:00Z] Start buffering 1/u init'],
    ['geth', 'INFO [01-02|15:04:05.000] Start buffering 1/u init db=main'],
    ['glog', 'I0102 15:04:05.000000       1 migrate.go:42] Start buffering 1/u init'],
    ['zerolog console', '3:04PM INF Start buffering 1/u init'],
    ['Go caller', 'internal/db/migrate.go:42: Start buffering 1/u init'],
    ['level alone', 'INFO\tStart buffering 1/u init'],
    ['JSON without time', '{"msg":"Start buffering 1/u init"}'],
  ])('%s, without a time', (_name, text) => {
    expect(unwrap(text)).toMatchObject([{ text: 'Start buffering 1/u init', at: null, logger: true }]);
  });

  test.each([
    ['slog by default', '2024/01/02 15:04:05 INFO Start buffering 1/u init db=main'],
    ['Go log with its caller', '2024/01/02 15:04:05 db/migrate.go:42: Start buffering 1/u init'],
  ])('%s keeps the date that the parser reads', (_name, text) => {
    expect(unwrap(text)).toMatchObject([
      { text: '2024/01/02 15:04:05 Start buffering 1/u init', logger: true },
    ]);
  });
});

describe('a record that only looks like a log shipper’s', () => {
  test.each([
    [
      'Vector that parsed a logger’s record',
      '{"level":"info","message":"1/u init (3ms)","source_type":"file"}',
      true,
    ],
    [
      'Filebeat that parsed one',
      '{"agent":{"type":"filebeat"},"log":{"level":"info"},"message":"1/u init (3ms)"}',
      true,
    ],
    ['a record about a browser', '{"agent":{"type":"browser"},"message":"1/u init (3ms)"}', true],
    [
      'Vector that got syslog',
      '{"facility":"daemon","message":"1/u init (3ms)","severity":"info","source_type":"syslog"}',
      false,
    ],
  ])('%s', (_name, text, logger) => {
    expect(unwrap(text)).toMatchObject([{ text: '1/u init (3ms)', logger }]);
  });

  test.each([
    ['a request about a resource', `{"method":"POST","resource":{"id":7},"body":"${DIRTY}"}`],
    ['a body and nothing else', `{"body":"${DIRTY}"}`],
  ])('%s stays a record', (_name, text) => {
    expect(texts(text)).toEqual([text]);
  });
});

describe('the error beside a message', () => {
  test.each([
    ['zap', `{"level":"error","ts":1,"msg":"migrate failed","error":"${DIRTY}","errorVerbose":"x"}`],
    ['slog', `{"level":"ERROR","msg":"migrate failed: ","err":"${DIRTY}"}`],
    ['pino', `{"level":50,"msg":"migrate failed","err":{"type":"Error","message":"${DIRTY}"}}`],
    [
      'Elastic',
      `{"@timestamp":"2024-01-01","log":{"level":"error"},"message":"migrate failed","error":{"message":"${DIRTY}"}}`,
    ],
    ['logrus text', `time="2024-01-01T00:00:00Z" level=fatal msg="migrate failed" error="${DIRTY}"`],
    ['slog by default', `ERROR migrate failed err="${DIRTY}"`],
    ['logrus terminal', `FATA[0000] migrate failed                                error="${DIRTY}"`],
    ['zap console', `2024-01-01T00:00:00.000Z\tERROR\tm.go:20\tmigrate failed\t{"error": "${DIRTY}"}`],
    ['zap console, blanks', `2024-01-01T00:00:00.000Z ERROR m.go:20 migrate failed {"error": "${DIRTY}"}`],
  ])('%s', (_name, text) => {
    expect(texts(text)).toEqual([`migrate failed: ${DIRTY}`]);
  });

  test('is not repeated', () => {
    expect(texts(`{"msg":"failed: ${DIRTY}","error":"${DIRTY}"}`)).toEqual([`failed: ${DIRTY}`]);
    expect(texts(`{"msg":"migrate: ${DIRTY}","err":"error: ${DIRTY}"}`)).toEqual([`migrate: ${DIRTY}`]);
    expect(
      texts(`{"msg":"up: ${DIRTY}","err":"${'in a long chain of callers '.repeat(4)}: ${DIRTY}"}`)[0],
    ).toContain('callers');
  });

  test('counts without a message if the record has a level', () => {
    expect(texts(`{"level":"error","error":"${DIRTY}"}`)).toEqual([DIRTY]);
    expect(texts(`level=error err="${DIRTY}"`)).toEqual([DIRTY]);
    expect(texts('{"error":"boom"}')).toEqual(['{"error":"boom"}']);
    expect(texts(`{"error":"${DIRTY}"}`)).toEqual([DIRTY]);
  });

  test('a cause comes after its error', () => {
    expect(texts('{"msg":"a","error":"b","cause":"c"}')).toEqual(['a: b: c']);
  });
});

describe('lines inside a text', () => {
  test('an error’s statement is split into lines', () => {
    const text =
      '{"level":"error","msg":"up","error":"migration failed in line 0: CREATE TABEL x (\\n\\n  id int\\r\\n);\\n (details: pq: syntax error)"}';
    expect(texts(text)).toEqual([
      'up: migration failed in line 0: CREATE TABEL x (',
      '',
      '  id int',
      ');',
      ' (details: pq: syntax error)',
    ]);
  });

  test('a statement quoted on one plain line is split too', () => {
    const text =
      'Failed to migrate: "migration failed in line 0: CREATE TABEL \\"x\\";\\n (details: pq: syntax error)"';
    expect(texts(text)).toEqual([
      'Failed to migrate: "migration failed in line 0: CREATE TABEL "x";',
      ' (details: pq: syntax error)"',
    ]);
  });

  test('a docker record of a logrus line that holds an error is unescaped twice, no more', () => {
    const logrus = `time="2024-01-01T00:00:00Z" level=error msg="up failed" error="migration failed in line 0: SELECT \\"a\\\\nb\\";\\n (details: pq: x)"`;
    const text = JSON.stringify({ log: `${logrus}\n`, stream: 'stderr', time: '2024-01-01T00:00:00Z' });
    expect(texts(text)).toEqual([
      'up failed: migration failed in line 0: SELECT "a\\nb";',
      ' (details: pq: x)',
    ]);
  });

  test('each line of one log event has its own envelope', () => {
    const text = 'level=info msg="Read and execute 1/u init"\npanic: runtime error\n{"msg":"x"}\n';
    expect(unwrap(text)).toMatchObject([
      { text: 'Read and execute 1/u init', logger: true },
      { text: 'panic: runtime error', logger: false },
      { text: 'x', logger: true },
    ]);
  });

  test('lines of a logger’s message after the first are its text, whatever they look like', () => {
    expect(texts('{"msg":"in line 0:\\n{\\"msg\\":\\"row\\"}\\nmigrate-1 | x"}')).toEqual([
      'in line 0:',
      '{"msg":"row"}',
      'migrate-1 | x',
    ]);
  });

  test('a record printed over several lines is one', () => {
    expect(texts('{\n  "level": "info",\n  "msg": "1/u init (3ms)"\n}')).toEqual(['1/u init (3ms)']);
  });
});

describe('envelopes whose shape other text has too', () => {
  const compose = ['migrate | 1/u init (3ms)', 'db      | LOG:  ready', 'migrate | no change'];
  const stern = ['api-5d8f6-x7k2p migrate 1/u init (3ms)', 'api-5d8f6-x7k2p migrate no change'];
  const tail = [
    '2024-01-01T00:00:00+00:00 migrate 1/u init (3ms)',
    '2024-01-01T00:00:01+00:00 migrate no change',
  ];

  test.each([
    {
      title: 'compose with names of its own',
      samples: compose,
      name: 'docker-compose-named',
      stream: 'migrate',
    },
    { title: 'stern', samples: stern, name: 'stern', stream: 'api-5d8f6-x7k2p/migrate' },
    {
      title: 'aws logs tail of a stream with a short name',
      samples: tail,
      name: 'aws-logs-tail-named',
      stream: 'migrate',
    },
  ])('$title counts when the samples agree', ({ samples, name, stream }) => {
    const envelope = detectEnvelope(samples);
    expect(envelope.name).toBe(name);
    expect(envelope.unwrap(samples[0]!)).toMatchObject([{ text: '1/u init (3ms)', stream }]);
    expect(envelope.unwrap('plain text')).toMatchObject([{ text: 'plain text', stream: null }]);
  });

  test.each([
    ['a psql table', ['1/u init (3ms)', '2/u users (5ms)', 'name | age']],
    ['two lower-case words', ['pre-check the thing', '1/u init (3ms)', '2/u x (1ms)']],
    [
      'a time with zone before migrate’s own words',
      ['2024-01-01T00:00:00+00:00 Start buffering 1/u a', '2024-01-01T00:00:00+00:00 Read and execute 1/u a'],
    ],
    ['nothing', []],
  ])('%s is not such an envelope', (_name, samples) => {
    expect(detectEnvelope(samples).name).toBe('lines');
  });
});

describe('a terminal’s characters', () => {
  test.each([
    ['carriage return', '1/u init (3ms)\r', ['1/u init (3ms)']],
    ['progress bar', '10%\r\r20%\rdone', ['10%', '', '20%', 'done']],
    ['byte order mark', '\ufeffno change', ['no change']],
    ['NUL', 'no\0 change', ['no change']],
    ['hyperlink', '\x1b]8;;https://x\x07no\x1b]8;;\x1b\\ change', ['no change']],
    ['colours', '\x1b[1;31merror:\x1b[0m \x9b32mx\x1b(B', ['error: x']],
    ['a cut escape', 'no change\x1b[', ['no change']],
    ['a broken micro sign', '1/u init (15.3\ufffd\ufffds)', ['1/u init (15.3µs)']],
    ['U+FFFD elsewhere', 'caf\ufffd', ['caf\ufffd']],
    ['tabs stay', '\t* x', ['\t* x']],
    ['only controls', '\x1b[0m', ['']],
  ])('%s', (_name, text, expected) => {
    expect(texts(text)).toEqual(expected);
  });
});

test('of half a million lines in one event, the first and the last are kept', () => {
  const lines = texts(`first\n${'x\n'.repeat(500_000)}last`);
  expect(lines).toHaveLength(2_201);
  expect([lines[0], lines[2_000], lines.at(-1)]).toEqual(['first', '… 995603 characters left out …', 'last']);
});

test('of a line of a megabyte, the beginning and the end are kept', () => {
  const lines = texts(`error: ${'x'.repeat(1_000_000)} (details: pq: y)`);
  expect(lines.map(({ length }) => length)).toEqual([48 * 1024, 30, 16 * 1024]);
  expect(lines[1]).toBe('… 934486 characters left out …');
  expect(lines[2]).toMatch(/ \(details: pq: y\)$/);
});

test('a long text of structure only is not read as a log record', () => {
  const keys = Array.from({ length: 80_000 }, (_, index) => `"k${index}":0`).join(',');
  expect(texts(`{${keys},"msg":"x"}`)).not.toContain('x');
  expect(texts(`{"pad":"${'y'.repeat(1_000_000)}","msg":"x"}`)).toEqual(['x']);
});

test('each envelope has a name of its own and a source', () => {
  expect(new Set(ENVELOPES.map(({ name }) => name)).size).toBe(ENVELOPES.length);
  for (const { source } of ENVELOPES) expect(source).toMatch(/^https:\/\/\S+/);
});
