import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-watch-replay-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const EXAMPLE = 'examples/replay-failed-and-repaired.json';
const SETTINGS = {
  sources: [{ logGroup: '/ecs/orders', database: 'orders' }],
  routes: { critical: ['oncall@example.com'] },
};
const CLOCK = { clock: '2026-03-05T02:13:00.000Z' };
const AT = Date.parse(CLOCK.clock);

/** A delivery of these lines. */
const printed = (...lines: readonly string[]) => ({
  logEvents: {
    logGroup: '/ecs/orders',
    logStream: 'orders/migrate/00000000000000000000000000000001',
    events: lines.map((message, index) => ({ id: String(index), timestamp: AT + index, message })),
  },
});

async function replay(scenario: unknown, ...args: readonly string[]) {
  const path = join(folder, 's.json');
  writeFileSync(path, typeof scenario === 'string' ? scenario : JSON.stringify(scenario, null, 1));
  const result = await runCli(['replay', ...args, path]);
  return { ...result, stderr: result.stderr.replaceAll(path, 's.json') };
}

async function played(scenario: unknown) {
  const { exitCode, stdout, stderr } = await replay(scenario, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('the result of a scenario', () => {
  test('for people: runs as cards, incidents, and pages as they are sent', async () => {
    const { exitCode, stdout, stderr } = await runCli(['replay', EXAMPLE]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const text of [
      'production/orders, Thu 5 Mar 02:12\n✗ FAILED  database DIRTY at version 3',
      '✔ SUCCEEDED',
      'production/orders/migration/1  critical  over after 26 min: a later run ended clean',
      'Thu 5 Mar 02:13, opened, to critical:\n[production] orders: migration 3 add_email FAILED',
      'Thu 5 Mar 02:40, resolved, to critical:\n[production] orders: RESOLVED',
    ])
      expect(stdout).toContain(text);
  });

  test('as one object: runs as parse prints them and whose they are, incidents, pages', async () => {
    const { stdout } = await runCli(['replay', '--json', EXAMPLE]);
    const { runs, incidents, pages, ...more } = JSON.parse(stdout);
    expect(more).toEqual({});
    expect(runs.map((run: object) => Object.keys(run).slice(0, 4))).toEqual([
      ['environment', 'database', 'outcome', 'endSeen'],
      ['environment', 'database', 'outcome', 'endSeen'],
    ]);

    const key = 'migrate-watch/production/orders/migration/1';
    const times = { openedAt: '2026-03-05T02:13:00.600Z', ended: '2026-03-05T02:39:58.300Z' };
    expect(incidents).toEqual([{ key, kind: 'migration', ...times }]);
    expect(pages).toMatchObject([
      { at: '2026-03-05T02:13:01.000Z', kind: 'opened', topics: ['critical'], key },
      { at: '2026-03-05T02:40:00.000Z', kind: 'resolved', topics: ['critical'], key },
    ]);
    expect(Object.keys(pages[0])).toEqual(['at', 'kind', 'topics', 'key', 'title', 'text']);
    expect(pages[0].text).toMatch(/^\[production\] orders: .* FAILED.*\nNow {5}Dirty at 3/);
  });

  test('the settings may be text, and all of it YAML; standard input is read too', async () => {
    const settings =
      'sources: [{ logGroup: /ecs/orders, database: orders }]\nroutes: { critical: [a@example.com] }';
    const yaml = [
      'settings: |',
      ...settings.split('\n').map((line) => `  ${line}`),
      'steps:',
      '  - clock: 2026-03-05T02:13:00Z',
      `  - ${JSON.stringify(printed('no change'))}`,
    ].join('\n');
    const { exitCode, stdout } = await runCli(['replay', '--json', '-'], yaml);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ outcome: 'no-change' }], incidents: [], pages: [] });
  });

  test('minutes that pass: a run that prints nothing is reported at its deadline, and not before', async () => {
    const silent = (...minutes: number[]) => ({
      settings: SETTINGS,
      steps: [
        CLOCK,
        printed('2026/03/05 02:13:00 Read and execute 3/u a'),
        ...minutes.map((sweepAfterMinutes) => ({ sweepAfterMinutes })),
      ],
    });
    expect((await played(silent(4))).pages).toEqual([]);
    expect((await played(silent(4, 1))).pages).toMatchObject([
      { at: '2026-03-05T02:18:00.000Z', kind: 'opened', title: expect.stringContaining('SLOW') },
    ]);
  });

  test('a run of the settings that has to come is missed, and not when it came', async () => {
    const expectedRuns = [
      { name: 'nightly', schedule: 'cron(0 3 * * *)', within: '30m', database: 'orders' },
    ];
    const story = (...more: readonly object[]) => ({
      settings: { ...SETTINGS, expectedRuns },
      steps: [
        { clock: '2026-03-05T02:59:00.000Z' },
        ...more,
        { clock: '2026-03-05T03:29:00.000Z' },
        { sweepAfterMinutes: 1 },
      ],
    });
    expect((await played(story())).incidents).toMatchObject([{ kind: 'missing', ended: null }]);

    const at = Date.parse('2026-03-05T03:00:00.000Z');
    const { logEvents } = printed('no change');
    const came = { ...logEvents, events: [{ ...logEvents.events[0]!, timestamp: at }] };
    const run = [{ clock: '2026-03-05T03:00:00.000Z' }, { logEvents: came }];
    expect((await played(story(...run))).incidents).toEqual([]);
  });

  test('re-reads find what was delivered so far', async () => {
    const { runs } = await played({
      settings: { ...SETTINGS, sources: [{ ...SETTINGS.sources[0], preFilter: true }] },
      steps: [
        CLOCK,
        printed(
          '2026/03/05 02:13:00 Read and execute 3/u a',
          '2026/03/05 02:13:00 error: migration failed: syntax error in line 0: SELEC 1;',
          ' (details: pq: syntax error at or near "SELEC")',
        ),
        { sweepAfterMinutes: 3 },
      ],
    });
    expect(runs).toMatchObject([{ outcome: 'failed', dirtyVersion: '3' }]);
  });

  test('a recipe: each task prints into a log stream of its own, then minutes pass', async () => {
    const repeat = {
      tasks: 3,
      everyMs: 1_000,
      each: ['no change', 'error: no migration'],
      thenSilentForMinutes: 2,
    };
    const { runs } = await played({ settings: SETTINGS, ...CLOCK, repeat });
    expect(runs.map(({ startedAt }: { startedAt: string }) => startedAt)).toEqual([
      '2026-03-05T02:13:00.000Z',
      '2026-03-05T02:13:01.000Z',
      '2026-03-05T02:13:02.000Z',
    ]);
    expect(runs.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'no-change',
      'failed',
      'no-change',
    ]);
  });
});

describe('what a function cannot read', () => {
  const scenario = {
    settings: SETTINGS,
    steps: [
      CLOCK,
      {
        lifecycle: {
          'detail-type': 'ECS Task State Change',
          source: 'aws.ecs',
          time: CLOCK.clock,
          detail: {},
        },
      },
      {
        lifecycle: {
          'detail-type': 'EC2 Spot Instance Interruption Warning',
          source: 'aws.ec2',
          time: CLOCK.clock,
        },
      },
      printed('no change'),
    ],
  };
  const SAID = [
    'steps[1].lifecycle: counted as RejectedInputs: 1',
    'steps[1].lifecycle: ECS Task State Change: detail.taskArn: expected string',
    'steps[2].lifecycle: counted as RejectedInputs: 1',
    'steps[2].lifecycle: detail-type is "EC2 Spot Instance Interruption Warning"; expected ECS Task State Change',
  ];

  test('is counted as there, said, and the story goes on', async () => {
    const { exitCode, stdout, stderr } = await replay(scenario, '--json');
    expect(exitCode).toBe(0);
    for (const text of SAID) expect(stderr).toContain(text);
    expect(JSON.parse(stdout).runs).toMatchObject([{ outcome: 'no-change' }]);
  });

  test('is said to people after all else', async () => {
    const { stdout } = await replay(scenario);
    const [, after] = stdout.split('What the functions could not read or process');
    for (const text of SAID) expect(after).toContain(text);
  });
});

const FULL = { settings: SETTINGS, steps: [CLOCK, printed('no change')] };
const withSteps = (...steps: readonly object[]) => ({ ...FULL, steps: [CLOCK, ...steps] });
const withEvent = (event: object) => withSteps({ logEvents: { ...printed('').logEvents, events: [event] } });
const withRepeat = (repeat: object, more: object = CLOCK) => ({ settings: SETTINGS, ...more, repeat });
const EVENT = { id: '1', timestamp: AT, message: 'no change' };

/** What is wrong, the file, and all that is said of it, lines and columns apart. */
const WRONG: readonly (readonly [string, unknown, readonly string[]])[] = [
  [
    'text that is not a scenario',
    'no change\n',
    ['the file is not a mapping; expected { "settings": …, "steps": […] }'],
  ],
  ['nothing', '', ['the file is not a mapping; expected { "settings": …, "steps": […] }']],
  ['text that is cut', '{ "settings": 1', [expect.stringContaining('the file is not YAML: ')]],
  ['a list', [FULL], ['the file is a list; expected { "settings": …, "steps": […] }']],
  [
    'a delivery of a subscription',
    subscriptionPayload(printed('no change').logEvents),
    [
      expect.stringMatching(
        /^the file is a delivery of a log subscription without settings; expected \{ "settings"/,
      ),
    ],
  ],
  [
    'the same unpacked',
    { messageType: 'DATA_MESSAGE', logGroup: '/a', logStream: 'b', logEvents: [] },
    [
      expect.stringMatching(
        /^the file is the content of a log subscription without settings; expected \{ "settings"/,
      ),
    ],
  ],
  [
    'an event of EventBridge',
    { 'detail-type': 'ECS Task State Change', source: 'aws.ecs', detail: {} },
    [
      expect.stringMatching(
        /^the file is an EventBridge event without settings; expected .*"lifecycle": <this event>/,
      ),
    ],
  ],
  [
    'a settings file',
    SETTINGS,
    ['the file holds only settings; expected { "settings": …, "steps": […] }, with this as the settings'],
  ],
  [
    'no settings',
    { steps: FULL.steps },
    ['settings is missing; expected the content of migrate-watch.yaml, as a mapping or as text'],
  ],
  [
    'settings that are a list',
    { ...FULL, settings: [] },
    ['settings is an empty list; expected the content of migrate-watch.yaml, as a mapping or as text'],
  ],
  [
    'wrong settings',
    { ...FULL, settings: { ...SETTINGS, sources: [{ logGruop: '/a', database: 'or ders' }] } },
    [
      "settings.sources[0].logGruop is not known in settings.sources[0]; expected logGroup, logGroupExport, account, create, retentionDays, ecs, codebuild, dedicated, environment, database, rules, subscribe or preFilter; did you mean 'logGroup'?",
      "settings.sources[0].database is 'or ders'; expected a name for a database: letters, digits, . _ and -, at most 50, beginning with a letter or digit",
    ],
  ],
  [
    'settings that do not agree with each other',
    { ...FULL, settings: { ...SETTINGS, environments: { staging: {}, dev: {} } } },
    [
      'settings.sources[0].environment is missing, but there are several environments; expected staging or dev',
    ],
  ],
  [
    'wrong settings as text',
    { ...FULL, settings: 'sources: []' },
    [expect.stringMatching(/^sources is an empty list/)],
  ],
  [
    'an unknown key',
    { ...FULL, step: [] },
    ["step is not known; expected settings, clock, steps or repeat; did you mean 'steps'?"],
  ],
  ['no steps', { settings: SETTINGS }, ['the file has neither steps nor repeat; expected one of the two']],
  [
    'an empty list of steps',
    { ...FULL, steps: [] },
    ['steps is an empty list; expected a list of at least one step'],
  ],
  [
    'steps that are not a list',
    { ...FULL, steps: {} },
    ['steps is a mapping; expected a list of at least one step'],
  ],
  [
    'an unknown step',
    withSteps({ logEvent: {} }),
    [
      "steps[1].logEvent is not known in steps[1]; expected clock, lifecycle, logEvents, settings or sweepAfterMinutes; did you mean 'logEvents'?",
    ],
  ],
  [
    'a step that is nothing',
    withSteps({}),
    ['steps[1] has no key; expected one of clock, lifecycle, logEvents, settings or sweepAfterMinutes'],
  ],
  [
    'two things in one step',
    withSteps({ ...CLOCK, sweepAfterMinutes: 1 }),
    [
      'steps[1] has clock and sweepAfterMinutes; expected one of clock, lifecycle, logEvents, settings or sweepAfterMinutes',
    ],
  ],
  [
    'a first step without a clock',
    { ...FULL, steps: [printed('no change'), printed('no change'), CLOCK] },
    ['steps[0] comes before any clock; expected a step { "clock": … } first'],
  ],
  [
    'a clock that goes back',
    withSteps({ sweepAfterMinutes: 2 }, { clock: '2026-03-05T02:14:59.999Z' }),
    [
      "steps[2].clock is '2026-03-05T02:14:59.999Z', before the time that the clock has reached; expected 2026-03-05T02:15:00.000Z or later",
    ],
  ],
  ...['2026-03-05', '02:13', '2026-03-05T02:13:00', '2026-13-05T02:13:00Z', 'yesterday'].map(
    (clock) =>
      [
        `a time such as ${clock}`,
        withSteps({ clock }),
        [
          `steps[1].clock is '${clock}'; expected a time in ISO 8601 with its zone, such as 2026-03-05T02:13:00.000Z`,
        ],
      ] as const,
  ),
  [
    'a time that is a number',
    withSteps({ clock: AT }),
    [
      `steps[1].clock is ${AT}; expected a time in ISO 8601 with its zone, such as 2026-03-05T02:13:00.000Z; a text that looks like a number needs quotes`,
    ],
  ],
  [
    'minutes below 0',
    withSteps({ sweepAfterMinutes: -1 }),
    ['steps[1].sweepAfterMinutes is -1; expected minutes: a number of 0–527040'],
  ],
  [
    'minutes beyond a year',
    withSteps({ sweepAfterMinutes: 1e9 }),
    ['steps[1].sweepAfterMinutes is 1000000000; expected minutes: a number of 0–527040'],
  ],
  [
    'minutes as text',
    withSteps({ sweepAfterMinutes: '3' }),
    ["steps[1].sweepAfterMinutes is '3'; expected minutes: a number of 0–527040"],
  ],
  [
    'a state event that is text',
    withSteps({ lifecycle: '{}' }),
    ["steps[1].lifecycle is '{}'; expected an EventBridge event of ECS or CodeBuild"],
  ],
  [
    'log events as a list',
    withSteps({ logEvents: [EVENT] }),
    ['steps[1].logEvents is a list; expected a mapping with account, logGroup, logStream, events'],
  ],
  [
    'log events of nowhere',
    withSteps({ logEvents: { events: [EVENT] } }),
    [
      'steps[1].logEvents.logGroup is missing; expected the name of a log group',
      'steps[1].logEvents.logStream is missing; expected the name of a log stream',
    ],
  ],
  [
    'a log event out of shape',
    withEvent({ id: 7, timestamp: '2026-03-05T02:13:00Z', text: 'no change' }),
    [
      "steps[1].logEvents.events[0].id is 7; expected the log event's id, a text; a text that looks like a number needs quotes",
      "steps[1].logEvents.events[0].timestamp is '2026-03-05T02:13:00Z'; expected epoch milliseconds of 100000000000–253402300799999",
      'steps[1].logEvents.events[0].message is missing; expected the line, a text',
      'steps[1].logEvents.events[0].text is not known in steps[1].logEvents.events[0]; expected id, timestamp or message',
    ],
  ],
  [
    'a log event in epoch seconds',
    withEvent({ ...EVENT, timestamp: 1_772_676_780 }),
    [
      'steps[1].logEvents.events[0].timestamp is 1772676780; expected epoch milliseconds of 100000000000–253402300799999',
    ],
  ],
  [
    'steps beside repeat',
    { ...FULL, ...withRepeat({ tasks: 1, lines: ['no change'] }) },
    ['repeat is used together with steps; expected one of the two'],
  ],
  [
    'repeat without a clock',
    withRepeat({ tasks: 1, lines: ['no change'] }, {}),
    ['clock is missing; expected the time at which the first task prints'],
  ],
  [
    'repeat with both lines and each',
    withRepeat({ tasks: 1, lines: ['a'], each: ['b'] }),
    ['repeat has both lines and each; expected one of the two'],
  ],
  [
    'repeat with neither',
    withRepeat({ tasks: 1 }),
    ['repeat has neither lines nor each; expected one of the two'],
  ],
  [
    'repeat without a line',
    withRepeat({ tasks: 1, each: [] }),
    ['repeat.each is an empty list; expected a list of at least one line; each task prints the next one'],
  ],
  [
    'huge counts',
    withRepeat({ tasks: 1e7, everyMs: 1e9, lines: ['a'], thenSilentForMinutes: 1e6 }),
    [
      'repeat.tasks is 10000000; expected a whole number of tasks of 1–10000',
      'repeat.everyMs is 1000000000; expected milliseconds of 0–86400000',
      'repeat.thenSilentForMinutes is 1000000; expected minutes of 0–10080',
    ],
  ],
  [
    'no task',
    withRepeat({ tasks: 0, lines: ['a'] }),
    ['repeat.tasks is 0; expected a whole number of tasks of 1–10000'],
  ],
];

describe('a file that is not a scenario', () => {
  test.each(WRONG)('%s', async (_name, scenario, said) => {
    const { exitCode, stdout, stderr } = await replay(scenario, '--json');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });

    const lines = stderr.trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(/^s\.json(?:, settings)?:\d+:\d+: /);
    const sentences = lines.map((line) => line.replace(/^[^:]*:\d+:\d+: /, ''));
    expect(sentences.toSorted()).toEqual(said.toSorted());
  });

  test('is pointed at with line and column', async () => {
    const { stderr } = await replay('{\n "settings": {"sources": []},\n "steps": [{"clock": "now"}]}');
    expect(stderr).toContain("s.json:3:22: steps[0].clock is 'now'");
    expect(stderr).toContain('s.json:2:26: settings.sources is an empty list');
  });

  test('with thousands of faults shows the first ones', async () => {
    const { stderr } = await replay(withSteps(...Array.from({ length: 5_000 }, () => ({ no: 1 }))));
    expect(stderr.trimEnd().split('\n')).toHaveLength(21);
    expect(stderr).toContain('and 4980 more');
  });

  test('is not repeated where it holds a secret', async () => {
    const { stderr } = await replay({ ...FULL, settings: 'postgres://app:hunter2@db/orders' });
    expect(stderr).not.toContain('hunter2');
  });

  test('nor is there one', async () => {
    const { exitCode, stderr } = await runCli(['replay', join(folder, 'missing.json')]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/missing\.json: cannot be read: no such file\n$/);
    expect((await runCli(['replay', folder])).stderr).toContain('cannot be read: it is a directory');
    expect((await runCli(['replay'])).exitCode).toBe(2);
  });
});
