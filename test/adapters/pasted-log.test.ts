import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readLogText } from '../../lambda/adapters/input/read-log-text.ts';
import { explainText } from '../../lambda/pipeline/explain-text.ts';

const LOG = readFileSync(new URL('../fixtures/migrate/pg-syntax-error-verbose.log', import.meta.url), 'utf8');
const lines = LOG.trimEnd().split('\n');
const START = Date.UTC(2026, 10, 22, 12, 46, 58);
const iso = (index: number) => new Date(START + index).toISOString();
const ns = (index: number) => `${START + index}000000`;

/** What must be understood of {@link LOG}, in whatever form it is given. */
const UNDERSTOOD = {
  outcome: 'failed',
  source: 'cli-verbose',
  dirtyVersion: '3',
  error: {
    class: 'migration-failed',
    line: 1,
    column: 7,
    message: 'syntax error at or near "TABEL"',
    statement: 'ALTER TABEL users ADD COLUMN email TEXT;',
  },
  migrations: [
    { version: '1', status: 'applied' },
    { version: '2', status: 'applied' },
    { version: '3', status: 'failed' },
  ],
};
const runsOf = (text: string) => explainText(readLogText(Buffer.from(text)));

describe('a text that is quoted line by line', () => {
  const quoted = (mark: string) => lines.map((line) => `${mark}${line}\n`).join('');
  test.each([
    ['a comment of a shell', quoted('# ')],
    ['a mail', quoted('> ')],
    ['an answer to an answer', quoted('> > ')],
    ['SQL', quoted('-- ')],
    ['a comment of a program', quoted('// ')],
    ['CRLF', quoted('# ').replaceAll('\n', '\r\n')],
    ['a blank line that lost the blank after its mark', `#\n${quoted('# ')}#\n`],
    ['a line before it', `Bob wrote:\n${quoted('> ')}`],
  ])('%s', (_name, text) => {
    expect(runsOf(text)).toMatchObject([UNDERSTOOD]);
  });

  test('is one only if nearly all lines have the mark', () => {
    const text = `# migrate -path db -database "$URL" up\n${LOG}`;
    expect(runsOf(text)).toMatchObject([UNDERSTOOD]);
    expect(runsOf(`${'INFO served a request\n'.repeat(40)}${quoted('# ')}`)).toEqual([]);
  });
});

describe('an export', () => {
  const newestFirst = <T>(list: readonly T[]) => list.toReversed();
  const datadog = lines.map((message, index) => ({
    id: `AQAAAY${index}`,
    type: 'log',
    attributes: {
      timestamp: iso(index),
      service: 'orders',
      status: 'info',
      tags: ['env:prod'],
      message,
      attributes: { lang: 'go' },
    },
  }));
  const loki = (values: readonly unknown[]) => ({
    status: 'success',
    data: {
      resultType: 'streams',
      result: [{ stream: { pod: 'migrate-x2', container: 'migrate' }, values }],
      stats: { summary: {} },
    },
  });
  const elastic = lines.map((message, index) => ({
    _index: 'logs-1',
    _id: `${index}`,
    _score: 1,
    _source: { '@timestamp': iso(index), message, host: { name: 'a' } },
  }));
  const splunk = lines.map((_raw, index) => ({
    preview: false,
    offset: index,
    result: { _raw, _time: iso(index), source: 'ecs' },
  }));
  const google = lines.map((textPayload, index) => ({
    insertId: `${index}`,
    textPayload,
    timestamp: iso(index),
    resource: { type: 'k8s_container', labels: { pod_name: 'p', container_name: 'migrate' } },
  }));
  const csv = (header: string, row: (line: string, index: number) => string) =>
    [header, ...lines.map((line, index) => row(`"${line.replaceAll('"', '""')}"`, index))].join('\n');
  const json = (value: unknown) => JSON.stringify(value);
  const each = (list: readonly unknown[]) => list.map((one) => `${json(one)}\n`).join('');

  test.each([
    ['Datadog, a list on one line', json(datadog)],
    ['Datadog, newest first', json(newestFirst(datadog))],
    ['Datadog, the answer of its API', json({ data: newestFirst(datadog), meta: { elapsed: 1 } })],
    [
      'Datadog, the explorer’s content',
      json(
        lines.map((message, index) => ({ id: 'x', content: { timestamp: iso(index), message, host: 'h' } })),
      ),
    ],
    ['Loki, newest first', json(loki(newestFirst(lines.map((line, index) => [ns(index), line]))))],
    [
      'Loki, oldest first, indented',
      JSON.stringify(loki(lines.map((line, index) => [ns(index), line])), null, 2),
    ],
    [
      'Loki, with structured metadata',
      json(loki(lines.map((line, index) => [ns(index), line, { trace: 'a' }]))),
    ],
    [
      'Grafana, as JSON',
      json(
        lines.map((line, index) => ({
          line,
          timestamp: ns(index),
          date: iso(index),
          labels: { container: 'migrate' },
        })),
      ),
    ],
    [
      'Grafana, as CSV',
      csv('"Time","Line","tsNs","id"', (line, index) => `${START + index},${line},${ns(index)},${index}`),
    ],
    [
      'Grafana, as CSV for Excel',
      csv('sep=,\n"labels","Time","Line"', (line, index) => `"{""pod"":""a""}",${iso(index)},${line}`),
    ],
    [
      'logcli -o jsonl',
      each(lines.map((line, index) => ({ labels: { container: 'migrate' }, line, timestamp: iso(index) }))),
    ],
    [
      'Elasticsearch, an answer',
      json({
        took: 3,
        timed_out: false,
        _shards: { total: 1 },
        hits: { total: { value: 10 }, hits: newestFirst(elastic) },
      }),
    ],
    ['Elasticsearch, a list of hits', json(elastic)],
    ['OpenSearch, one hit in a line', each(elastic)],
    [
      'Elasticsearch, structured',
      json({
        hits: {
          hits: lines.map((log, index) => ({
            _source: { log, time: iso(index), kubernetes: { pod_name: 'p', container_name: 'c' } },
          })),
        },
      }),
    ],
    ['Splunk, one object in a line', each(splunk)],
    ['Splunk, the last record without a result', `${each(splunk)}{"preview":false,"lastrow":true}\n`],
    ['Splunk, a list of results', json({ preview: false, results: splunk.map(({ result }) => result) })],
    ['Splunk, as CSV', csv('"_raw","_time",source', (line, index) => `${line},${iso(index)},ecs`)],
    ['Google Cloud, a list', JSON.stringify(newestFirst(google), null, 2)],
    [
      'Google Cloud, jsonPayload',
      json(
        lines.map((message, index) => ({ insertId: 'a', timestamp: iso(index), jsonPayload: { message } })),
      ),
    ],
    ['Google Cloud, one entry in a line', each(google)],
    [
      'Azure, a list',
      json(
        lines.map((LogMessage, index) => ({
          TimeGenerated: iso(index),
          LogMessage,
          PodName: 'p',
          ContainerName: 'c',
        })),
      ),
    ],
    [
      'Azure, container apps',
      json(lines.map((Log_s, index) => ({ TenantId: 't', TimeGenerated: iso(index), Log_s }))),
    ],
    [
      'Azure, traces with custom dimensions',
      json(
        lines.map((message, index) => ({
          timestamp: iso(index),
          customDimensions: { message, Category: 'migrate' },
        })),
      ),
    ],
    [
      'Azure, tables',
      json({
        tables: [
          {
            name: 'PrimaryResult',
            columns: [{ name: 'TimeGenerated' }, { name: 'LogEntry' }],
            rows: lines.map((line, index) => [iso(index), line]),
          },
        ],
      }),
    ],
    [
      'Azure, as CSV',
      csv('TimeGenerated [UTC],Computer,LogEntry', (line, index) => `${iso(index)},a,${line}`),
    ],
  ])('%s', (_name, text) => {
    expect(runsOf(text)).toMatchObject([UNDERSTOOD]);
    expect(runsOf(text)[0]!.startedAt).toBe(START);
  });

  test('of a library keeps the error that is beside its message', () => {
    const record = {
      level: 'error',
      message: 'migrating',
      error:
        'migration failed: syntax error at or near "TABEL" (column 7) in line 1: ALTER TABEL a; (details: pq: syntax error at or near "TABEL")',
    };
    for (const text of [
      json([{ timestamp: iso(0), jsonPayload: record }]),
      json([{ _source: { ...record, '@timestamp': iso(0) } }]),
    ])
      expect(runsOf(text)).toMatchObject([
        { outcome: 'failed', error: { class: 'migration-failed', column: 7 } },
      ]);
  });

  test.each([
    ['a list of other things', json([{ id: 1 }, { id: 2 }])],
    [
      'an answer without a log',
      json({
        status: 'success',
        data: { resultType: 'matrix', result: [{ metric: {}, values: [[1, '2']] }] },
      }),
    ],
    ['a service’s own records', `${json({ status: 'success', data: 1 })}\n${json({ msg: 'served' })}\n`],
    ['records of no known kind, cut short', '[{"attributes":{"message":"1/u a'],
  ])('%s has no run', (_name, text) => {
    expect(runsOf(text)).toEqual([]);
  });
});
