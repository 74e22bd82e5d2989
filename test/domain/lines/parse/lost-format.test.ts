import { describe, expect, test } from 'vitest';
import { readLogText } from '../../../../lambda/adapters/input/read-log-text.ts';
import { explainText } from '../../../../lambda/pipeline/explain-text.ts';

const runsOf = (lines: readonly string[]) => explainText(readLogText(Buffer.from(`${lines.join('\n')}\n`)));
const json = (record: object) => JSON.stringify(record);

const WHOLE = [
  {
    outcome: 'succeeded',
    source: 'library',
    migrations: [
      { version: '1', direction: 'up', identifier: 'init db', status: 'applied', ranMs: 31.26879 },
    ],
  },
];

describe('a logger that printed format and values apart', () => {
  test.each<[string, readonly string[]]>([
    [
      'zerolog’s console, one slice',
      [
        '1:24PM INF Start buffering [1/u init db]',
        ' hostname=db.internal migration=true',
        '1:24PM INF Read and execute [1/u init db]',
        ' hostname=db.internal migration=true',
        '1:24PM INF Finished [1/u init db 11.885729ms 31.26879ms] (read %!v(MISSING), ran %!v(MISSING))',
        ' hostname=db.internal migration=true',
      ],
    ],
    [
      'Go’s log, one slice',
      [
        '2026/05/05 13:32:20 Start buffering [1/u init db]',
        '2026/05/05 13:32:20 Read and execute [1/u init db]',
        '2026/05/05 13:32:20 Finished [1/u init db 11.885729ms 31.26879ms] (read %!v(MISSING), ran %!v(MISSING))',
      ],
    ],
    [
      'JSON, one slice',
      [
        json({ level: 'info', msg: 'Start buffering [1/u init db]\n' }),
        json({ level: 'info', msg: 'Read and execute [1/u init db]\n' }),
        json({
          level: 'info',
          msg: 'Finished [1/u init db 11.885729ms 31.26879ms] (read %!v(MISSING), ran %!v(MISSING))\n',
        }),
      ],
    ],
    [
      'slog as text, values as arguments',
      [
        'time=2026-05-05T13:32:20Z level=INFO msg="Start buffering %v\\n" !BADKEY="1/u init db"',
        'time=2026-05-05T13:32:20Z level=INFO msg="Read and execute %v\\n" !BADKEY="1/u init db"',
        'time=2026-05-05T13:32:20Z level=INFO msg="Finished %v (read %v, ran %v)\\n" "1/u init db"=11.885729ms !BADKEY=31.26879ms',
      ],
    ],
    [
      'slog as text, one slice',
      [
        'time=2026-05-05T13:32:20Z level=INFO msg="Start buffering %v\\n" !BADKEY="[1/u init db]"',
        'time=2026-05-05T13:32:20Z level=INFO msg="Read and execute %v\\n" !BADKEY="[1/u init db]"',
        'time=2026-05-05T13:32:20Z level=INFO msg="Finished %v (read %v, ran %v)\\n" !BADKEY="[1/u init db 11.885729ms 31.26879ms]"',
      ],
    ],
    [
      'slog as text, one slice under a key',
      [
        'time=2026-05-05T13:32:20Z level=INFO msg="Read and execute %v\\n" args="[1/u init db]" app=api',
        'time=2026-05-05T13:32:20Z level=INFO msg="Finished %v (read %v, ran %v)\\n" args="[1/u init db 11.885729ms 31.26879ms]" app=api',
      ],
    ],
    [
      'slog as JSON, values as arguments',
      [
        json({
          time: '2026-05-05T13:32:20Z',
          level: 'INFO',
          msg: 'Start buffering %v\n',
          '!BADKEY': '1/u init db',
        }),
        json({
          time: '2026-05-05T13:32:20Z',
          level: 'INFO',
          msg: 'Read and execute %v\n',
          '!BADKEY': '1/u init db',
        }),
        json({
          time: '2026-05-05T13:32:20Z',
          level: 'INFO',
          msg: 'Finished %v (read %v, ran %v)\n',
          '1/u init db': 11885729,
          '!BADKEY': 31268790,
        }),
      ],
    ],
    [
      'slog as JSON, one slice',
      [
        json({
          time: '2026-05-05T13:32:20Z',
          level: 'INFO',
          msg: 'Read and execute %v\n',
          '!BADKEY': ['1/u init db'],
        }),
        json({
          time: '2026-05-05T13:32:20Z',
          level: 'INFO',
          msg: 'Finished %v (read %v, ran %v)\n',
          '!BADKEY': ['1/u init db', 11885729, 31268790],
        }),
      ],
    ],
    [
      'slog by default',
      [
        '2026/05/05 13:32:20 INFO Read and execute %v',
        ' !BADKEY="1/u init db"',
        '2026/05/05 13:32:20 INFO Finished %v (read %v, ran %v)',
        ' "1/u init db"=11.885729ms !BADKEY=31.26879ms',
      ],
    ],
    [
      'zerolog, the slice as a field',
      [
        json({ level: 'info', args: ['1/u init db'], message: 'Read and execute %v\n' }),
        json({
          level: 'info',
          args: ['1/u init db', 11885729, 31268790],
          message: 'Finished %v (read %v, ran %v)\n',
        }),
      ],
    ],
    [
      'zap’s sugar, glued',
      [
        json({ level: 'info', ts: 1767600000.1, msg: 'Start buffering %v\n1/u init db' }),
        json({ level: 'info', ts: 1767600000.1, msg: 'Read and execute %v\n1/u init db' }),
        json({
          level: 'info',
          ts: 1767600000.1,
          msg: 'Finished %v (read %v, ran %v)\n1/u init db11.885729ms 31.26879ms',
        }),
      ],
    ],
    [
      'zap’s sugar, one slice glued',
      [
        json({ level: 'info', ts: 1767600000.1, msg: 'Read and execute %v\n[1/u init db]' }),
        json({
          level: 'info',
          ts: 1767600000.1,
          msg: 'Finished %v (read %v, ran %v)\n[1/u init db 11.885729ms 31.26879ms]',
        }),
      ],
    ],
    [
      'zap’s sugar with keys',
      [
        json({ level: 'info', ts: 1767600000.1, msg: 'Read and execute %v\n', '1/u init db': null }),
        json({
          level: 'info',
          ts: 1767600000.1,
          msg: 'Finished %v (read %v, ran %v)\n1/u init db11.885729ms 31.26879ms',
        }),
      ].slice(1),
    ],
    [
      'logrus on a terminal, glued over two lines',
      [
        'INFO[0000] Read and execute %v',
        '1/u init db                                     ',
        'INFO[0000] Finished %v (read %v, ran %v)',
        '1/u init db11.885729ms 31.26879ms               ',
      ],
    ],
    [
      'Go’s Println',
      [
        '2026/05/05 13:32:20 Read and execute %v',
        ' 1/u init db',
        '2026/05/05 13:32:20 Finished %v (read %v, ran %v)',
        ' 1/u init db 11.885729ms 31.26879ms',
      ],
    ],
    [
      'a format inside a format',
      [
        json({ level: 'info', msg: 'migrate: Read and execute %v\n%!(EXTRA string=1/u init db)' }),
        json({
          level: 'info',
          msg: 'migrate: Finished %v (read %v, ran %v)\n%!(EXTRA string=1/u init db, time.Duration=11.885729ms, time.Duration=31.26879ms)',
        }),
      ],
    ],
    [
      'a format inside a format, one slice',
      [
        json({ level: 'info', msg: 'migrate: Read and execute %v\n%!(EXTRA []interface {}=[1/u init db])' }),
        json({
          level: 'info',
          msg: 'migrate: Finished %v (read %v, ran %v)\n%!(EXTRA []interface {}=[1/u init db 11.885729ms 31.26879ms])',
        }),
      ],
    ],
  ])('%s', (_name, lines) => {
    expect(runsOf(lines)).toMatchObject(WHOLE);
  });

  test.each<[string, string]>([
    ['one slice', 'migrate: [1/u init db 3.5ms] (%!v(MISSING))'],
    ['slog’s text', 'time=2026-05-05T13:32:20Z level=INFO msg="%v (%v)\\n" "1/u init db"=3.5ms'],
    ['slog’s JSON', json({ level: 'INFO', msg: '%v (%v)\n', '1/u init db': 3500000 })],
    ['glued', json({ level: 'info', msg: '%v (%v)\n1/u init db3.5ms' })],
  ])('the plain line too: %s', (_name, line) => {
    const migrations = [{ version: '1', identifier: 'init db', status: 'applied', sinceQueuedMs: 3.5 }];
    expect(runsOf([line])).toMatchObject([{ migrations }]);
  });

  test('a failure whose cause it lost is told by the service', () => {
    const [run, ...others] = runsOf([
      '1:24PM INF Start buffering [1/u init]',
      '1:24PM INF Read and execute [1/u init]',
      '1:24PM INF Finished [1/u init 11.885729ms 31.26879ms] (read %!v(MISSING), ran %!v(MISSING))',
      '1:24PM FTL Error performing migrations hostname=db.internal migration=true',
    ]);
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      outcome: 'failed',
      endSeen: true,
      error: { class: 'unknown', message: 'Error performing migrations' },
    });
  });
});

test.each([
  ['source code', 'm.logPrintf("Start buffering %v\\n", "1/u init")'],
  ['source code over two lines', '  logger.Info("Read and execute %v\n1/u init'],
  ['a document', '`Finished %v (read %v, ran %v)` 1/u init 1ms 2ms'],
  ['a format alone', json({ level: 'info', msg: 'Start buffering %v\n' })],
  ['a format with other values', json({ level: 'info', msg: 'Start buffering %v\n', args: ['video.mp4'] })],
  ['another program’s slip', json({ level: 'info', msg: 'loaded %v (%v)\n', '!BADKEY': 'x' })],
  ['another program’s list', 'Scheduled [job-1 job-2]'],
])('%s is not a run', (_name, text) => {
  expect(runsOf([text])).toEqual([]);
});
