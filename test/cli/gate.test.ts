import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { gate } from '../../bin/cli/monitor/gate.ts';
import { cloudFormationWith, monitorStack, reaching } from './deployed-week.ts';
import { begins, cloudWatchWith, END, FAILS, finished, GateMonitor, SETTINGS } from './gate-monitor.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

const MINUTE = 60_000;
const HERE = process.cwd();
let monitor: GateMonitor;
let folder: string;

beforeEach(async () => {
  monitor = await GateMonitor.start(Date.UTC(2026, 2, 16, 8));
  for (const [name, value] of Object.entries(await reaching(monitor.dynamoDb))) vi.stubEnv(name, value);
  cloudFormationWith([monitorStack('migrate-watch')]);
  folder = mkdtempSync(join(tmpdir(), 'gate-'));
  process.chdir(folder);
});
afterEach(async () => {
  process.chdir(HERE);
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await monitor.close();
});

/** A settings file beside which the command runs. */
function settingsHere(text = SETTINGS): void {
  writeFileSync(join(folder, 'migrate-watch.yaml'), `${text}\nroutes: { critical: [oncall@example.com] }\n`);
}

/** Options that name these migration files. */
function path(...files: readonly string[]): readonly string[] {
  const own = mkdtempSync(join(folder, 'files-'));
  for (const file of files) writeFileSync(join(own, file), '');
  return ['--path', own];
}

interface Life {
  /** Ms since the last heartbeat; `null` if there never was one. */
  readonly heartbeat: number | null;
  /** Ms since each canary run that came through. */
  readonly canaries: readonly number[];
}

const ALIVE: Life = { heartbeat: 30_000, canaries: [5, 20, 35, 50].map((each) => each * MINUTE) };

function lives({ heartbeat, canaries }: Life): void {
  const now = monitor.now;
  cloudWatchWith({
    heartbeats: heartbeat === null ? [] : [now - heartbeat],
    canaries: canaries.map((ago) => now - ago),
  });
}

async function asked(args: readonly string[], life = ALIVE, environment = 'production') {
  vi.useFakeTimers({ toFake: ['Date'], now: monitor.now });
  lives(life);
  const result = await runCli(['gate', '--environment', environment, ...args]);
  expect(result.stderr).toBe('');
  const [first, ...others] = result.stdout.trimEnd().split('\n');
  return {
    exitCode: result.exitCode,
    first,
    reasons: others.filter((line) => !line.startsWith('✔')).slice(0, -1),
  };
}

const OPEN = { exitCode: 0, first: 'The gate to production is open.', reasons: [] };
const closed = (...reasons: unknown[]) => ({
  exitCode: 1,
  first: 'The gate to production is closed.',
  reasons,
});
const unknown = (...reasons: unknown[]) => ({
  exitCode: 3,
  first: 'The gate to production is not known.',
  reasons,
});
const line = (expression: RegExp) => expect.stringMatching(expression);
const AFTER = ['--database', 'orders', '--after', 'staging'];
const SHOW = 'migrate-watch show [0-9a-f]{8}';

/** Both environments are at version 2, and staging got version 3. */
async function stagingIsAhead(third = '3/u add_email'): Promise<void> {
  await monitor.applies('production/orders', '1/u create_users', '2/u create_orders');
  await monitor.applies('staging/orders', '1/u create_users', '2/u create_orders');
  await monitor.applies('staging/orders', third);
}

describe('the database', () => {
  test('clean, and nothing is open: open', async () => {
    await monitor.applies('production/orders', '1/u create_users');
    expect(await asked([])).toEqual(OPEN);
    expect(await asked(['--database', 'orders'])).toEqual(OPEN);
  });

  test('dirty: closed, also when only one of several is', async () => {
    await monitor.applies('production/users', '1/u create_users');
    await monitor.applies('production/orders', '1/u create_users');
    await monitor.prints('production/orders', [...begins('2/u add_email'), FAILS]);
    expect(await asked([])).toEqual(
      closed(
        "✗ production/orders is DIRTY at version 2. More: migrate-watch status 'production/orders'",
        line(
          /^✗ incident production\/orders\/migration\/1 is open: .*FAILED.*\. More: migrate-watch show 'production\/orders\/migration\/1'$/,
        ),
      ),
    );
    expect(await asked(['--database', 'users'])).toEqual(OPEN);
  });

  test('dirty, and the monitor is blind: closed', async () => {
    await monitor.prints('production/orders', [...begins('2/u add_email'), FAILS]);
    expect((await asked([], { ...ALIVE, heartbeat: null })).exitCode).toBe(1);
    expect((await asked(['--on-unknown', 'pass'], { ...ALIVE, heartbeat: null })).exitCode).toBe(1);
  });

  test('an incident of the kind wrong: closed', async () => {
    const announces = (files: string) =>
      `migrate-watch: database=orders environment=production files=${files}`;
    await monitor.prints('production/orders', [
      announces('1,3'),
      ...begins('1/u create_users'),
      ...begins('3/u create_orders'),
      finished('1/u create_users'),
      finished('3/u create_orders'),
      ...END,
    ]);
    await monitor.prints('production/orders', [announces('1,2,3'), 'no change', ...END]);
    expect(await asked([])).toEqual(closed(line(/^✗ incident production\/orders\/wrong\/1 is open: /)));
  });

  test('never seen: not known', async () => {
    await monitor.applies('production/orders', '1/u create_users');
    expect(await asked(['--database', 'billing'])).toEqual(
      unknown("? no run of production/billing has been seen. More: migrate-watch status 'production'"),
    );
    expect(await asked([], ALIVE, 'qa')).toEqual({
      exitCode: 3,
      first: 'The gate to qa is not known.',
      reasons: ['? no database of qa is known. More: migrate-watch status'],
    });
  });

  test('one that only the settings file names was never seen either', async () => {
    await monitor.applies('production/orders', '1/u create_users');
    expect(await asked([])).toEqual(OPEN);
    settingsHere();
    expect(await asked([])).toEqual(
      unknown("? no run of production/users has been seen. More: migrate-watch status 'production'"),
    );
  });

  test('seen, but no run proved its version: not known', async () => {
    await monitor.prints('production/orders', ['no change']);
    expect((await asked([])).exitCode).toBe(3);
  });
});

describe('the monitor', () => {
  beforeEach(() => monitor.applies('production/orders', '1/u create_users'));
  const BLIND =
    '? the sweep of the monitor has sent no heartbeat for 10 min, so what the table says may be old. More: migrate-watch doctor';

  test.each([
    ['a heartbeat just now', 0, 0],
    ['one nine minutes ago', 9 * MINUTE, 0],
    ['one twelve minutes ago', 12 * MINUTE, 3],
    ['none ever', null, 3],
  ])('%s', async (_name, heartbeat, exitCode) => {
    expect(await asked([], { ...ALIVE, heartbeat })).toEqual(exitCode === 0 ? OPEN : unknown(BLIND));
  });

  test.each([
    ['regular', [14, 29, 44, 59], 0],
    ['the second one is late, within the slack', [39, 54, 69, 84], 0],
    ['overdue', [42, 57, 72, 87], 3],
    ['overdue, with an earlier gap', [42, 57, 500, 515, 530], 3],
    ['overdue for a week', [10_080, 10_095, 10_110], 3],
    ['an hourly canary', [70, 130, 190], 0],
    ['an hourly canary is overdue', [140, 200, 260], 3],
    ['never seen, so switched off', [], 0],
  ])('without the settings file, the canary: %s', async (_name, minutes, exitCode) => {
    const canaries = minutes.map((each) => each * MINUTE);
    const answer = await asked([], { ...ALIVE, canaries });
    expect(answer.exitCode).toBe(exitCode);
    if (exitCode === 3)
      expect(answer.reasons).toEqual([line(/^\? the canary is overdue: .*migrate-watch doctor$/)]);
  });

  test.each([
    ['enabled and never seen', '', [], 3],
    ['enabled and seen', '', [20], 0],
    ['with a long interval', 'canary: { every: 1h }', [100], 0],
    ['with a long interval, overdue', 'canary: { every: 1h }', [135], 3],
    ['switched off, and seen last week', 'canary: { enabled: false }', [9_000], 0],
  ])('with the settings file, the canary: %s', async (_name, canary, minutes, exitCode) => {
    await monitor.applies('production/users', '1/u create_users');
    settingsHere(`${SETTINGS}\n${canary}`);
    const canaries = minutes.map((each) => each * MINUTE);
    expect((await asked([], { ...ALIVE, canaries })).exitCode).toBe(exitCode);
  });

  test('no right to read the heartbeat: exit 2, and the policy that has it', async () => {
    mockClient(CloudWatchClient)
      .on(GetMetricDataCommand)
      .rejects(
        Object.assign(
          new Error(
            'User: arn:aws:iam::111122223333:user/ana is not authorized to perform: cloudwatch:GetMetricData because no identity-based policy allows it',
          ),
          { name: 'AccessDenied', $metadata: {} },
        ),
      );
    expect(await runCli(['gate', '--environment', 'production'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        "these credentials may not do cloudwatch:GetMetricData of stack migrate-watch; the stack's output ReaderPolicyArn is a policy that allows it\n",
    });
  });
});

describe('--on-unknown', () => {
  const blind: Life = { heartbeat: null, canaries: [] };
  const answers = async (environment: string, ...args: string[]) =>
    (await asked(['--database', 'orders', ...args], blind, environment)).exitCode;
  beforeEach(async () => {
    await monitor.applies('production/orders', '1/u create_users');
    await monitor.applies('staging/orders', '1/u create_users');
  });

  test('pass says so, and exits 0', async () => {
    const answer = await asked(['--on-unknown', 'pass'], blind);
    expect(answer.exitCode).toBe(0);
    expect(answer.first).toBe('The gate to production is not known, and --on-unknown pass lets it through.');
    expect(answer.reasons).toEqual([line(/^\? the sweep of the monitor has sent no heartbeat/)]);
  });

  test('without the settings file every environment may be critical', async () => {
    expect([await answers('production'), await answers('staging')]).toEqual([3, 3]);
  });

  test('with it, only a critical environment fails by default', async () => {
    settingsHere(`${SETTINGS}\ncanary: { enabled: false }`);
    expect([await answers('production'), await answers('staging')]).toEqual([3, 0]);
    expect([
      await answers('production', '--on-unknown', 'pass'),
      await answers('staging', '--on-unknown', 'fail'),
    ]).toEqual([0, 3]);
  });
});

describe('versions', () => {
  const FILES = [
    '1_create_users.up.sql',
    '2_create_orders.up.sql',
    '3_add_email.up.sql',
    '3_add_email.down.sql',
  ];

  test('applied clean before, under the same name: open', async () => {
    await stagingIsAhead();
    expect(await asked([...AFTER, ...path(...FILES)])).toEqual(OPEN);
    expect(await asked([...AFTER, ...path('0003_add_email.up.sql')])).toEqual(OPEN);
    expect(await asked([...AFTER, '--version', '3'])).toEqual(OPEN);
  });

  test('not applied before: closed', async () => {
    await stagingIsAhead();
    expect(await asked([...AFTER, ...path(...FILES, '4_add_phone.up.sql')])).toEqual(
      closed(
        "✗ version 4 add_phone was not applied clean in staging/orders, which is at 3. More: migrate-watch status 'staging'",
      ),
    );
    expect((await asked([...AFTER, '--version', '4'])).exitCode).toBe(1);
  });

  test.each([
    [
      'edited since: closed',
      'aaaaaaa1',
      closed(
        line(
          /^✗ version 3 add_email has another content than the file that was applied in staging\/orders\. More: /,
        ),
      ),
    ],
    ['with the announced content: open', 'e3b0c442', OPEN],
    ['with a content that was not announced: open', '-', OPEN],
  ])('applied under this name, %s', async (_name, digest, expected) => {
    await monitor.applies('production/orders', '1/u users', '2/u orders');
    await monitor.prints('staging/orders', [
      `migrate-watch: files=3 digests=${digest}`,
      ...begins('3/u add_email'),
      finished('3/u add_email'),
      ...END,
    ]);
    expect(await asked([...AFTER, ...path(...FILES)])).toEqual(expected);
  });

  test('applied under another name: closed', async () => {
    await stagingIsAhead('3/u add_phone');
    expect(await asked([...AFTER, ...path(...FILES)])).toEqual(
      closed(
        line(
          new RegExp(
            `^✗ version 3 add_email has another name in staging/orders: 3 add_phone\\. More: ${SHOW}$`,
          ),
        ),
      ),
    );
  });

  test.each<[string, string, () => Promise<unknown>]>([
    [
      'it failed there',
      'failed at it',
      () => monitor.prints('staging/orders', [...begins('3/u add_email'), FAILS]),
    ],
    [
      'it failed there, and was forced',
      'failed at it',
      async () => {
        await monitor.prints('staging/orders', [...begins('3/u add_email'), FAILS]);
        await monitor.forcesStaging(3);
      },
    ],
    [
      'it was taken back',
      'took it back with a down migration',
      async () => {
        await monitor.applies('staging/orders', '3/u add_email');
        await monitor.applies('staging/orders', '3/d add_email');
      },
    ],
    [
      'it runs there now',
      'has it in progress',
      () => monitor.prints('staging/orders', begins('3/u add_email')),
    ],
  ])('%s: closed', async (_name, why, happens) => {
    await monitor.applies('production/orders', '1/u create_users', '2/u create_orders');
    await monitor.applies('staging/orders', '1/u create_users', '2/u create_orders');
    await happens();
    expect(await asked([...AFTER, ...path(...FILES)])).toEqual(
      closed(
        line(
          new RegExp(
            `^✗ version 3 add_email was not applied clean in staging/orders, which ${why}\\. More: ${SHOW}$`,
          ),
        ),
      ),
    );
  });

  test('taken back, and applied again: open', async () => {
    await stagingIsAhead();
    await monitor.applies('staging/orders', '3/d add_email');
    await monitor.applies('staging/orders', '3/u add_email');
    expect(await asked([...AFTER, ...path(...FILES)])).toEqual(OPEN);
  });

  test('lower than the version of the database: closed', async () => {
    await stagingIsAhead();
    expect(await asked([...AFTER, '--version', '1'])).toEqual(
      closed(
        "✗ version 1 is lower than version 2 of production/orders, so golang-migrate's up skips it. More: migrate-watch status 'production/orders'",
      ),
    );
  });

  test('nothing is left to apply: open', async () => {
    await stagingIsAhead();
    expect(await asked([...AFTER, '--version', '2'])).toEqual(OPEN);
    expect(await asked([...AFTER, ...path('1_create_users.up.sql')])).toEqual(OPEN);
  });

  test('applied there before the monitor watched: not known', async () => {
    await monitor.applies('production/orders', '2/u create_orders');
    await monitor.applies('staging/orders', '5/u add_address');
    expect(await asked([...AFTER, '--version', '4'])).toEqual(
      unknown(
        "? whether version 4 was applied in staging/orders is not known: it is at 5, and no kept run shows how this version got there. More: migrate-watch status 'staging'",
      ),
    );
  });

  test('the database was never seen there: not known', async () => {
    await monitor.applies('production/orders', '1/u create_users');
    expect(await asked([...AFTER, '--version', '3'])).toEqual(
      unknown("? no run of staging/orders has been seen. More: migrate-watch status 'staging'"),
    );
  });

  test('a run there is in flight, and did this version already: open', async () => {
    await monitor.applies('production/orders', '1/u create_users', '2/u create_orders');
    await monitor.applies('staging/orders', '1/u create_users', '2/u create_orders');
    await monitor.prints('staging/orders', [
      ...begins('3/u add_email'),
      finished('3/u add_email'),
      ...begins('4/u add_phone'),
    ]);
    expect(await asked([...AFTER, ...path(...FILES)])).toEqual(OPEN);
  });

  test('forced back there: closed', async () => {
    await stagingIsAhead();
    await monitor.forcesStaging(2);
    expect(await asked([...AFTER, ...path(...FILES)])).toEqual(
      closed(
        line(
          /^✗ version 3 add_email was not applied clean in staging\/orders, which was forced back to 2 afterwards/,
        ),
      ),
    );
  });

  test('forced past it, and no kept run applied it: closed', async () => {
    await monitor.applies('production/orders', '1/u create_users');
    await monitor.applies('staging/orders', '1/u create_users');
    await monitor.forcesStaging(3);
    expect(await asked([...AFTER, ...path('3_add_email.up.sql')])).toEqual(
      closed(line(/ in staging\/orders, which was forced past it, and no run applied it\. More: /)),
    );
  });

  test('without --path and --version, what the last run there announced', async () => {
    await stagingIsAhead();
    expect(await asked(AFTER)).toEqual(unknown(line(/^\? the files to apply are not known: /)));
    const announces = (files: string) => `migrate-watch: database=orders environment=staging files=${files}`;
    await monitor.prints('staging/orders', [announces('1,2,3'), 'no change', ...END]);
    expect(await asked(AFTER)).toEqual(OPEN);
    await monitor.prints('staging/orders', [announces('1,2,3,4'), ...begins('4/u add_phone'), FAILS]);
    expect(await asked(AFTER)).toEqual(closed(line(/^✗ version 4 was not applied clean .* failed at it/)));
  });
});

test.each([
  [['--path', 'x', '--version', '3', '--after', 'staging'], 'give either --path or --version, not both'],
  [['--after', 'production'], '--after must name another environment than --environment'],
  [
    ['--version', '3'],
    '--path and --version need --after, the environment in which the versions must have been applied; the settings declare none',
  ],
  [['--path', '/nowhere/at-all', '--after', 'staging'], '--path /nowhere/at-all cannot be read (ENOENT)'],
  [
    ['--path', '.', '--after', 'staging', '--on-unknown', 'pass'],
    '--path . has no file of golang-migrate, such as 12_add_email.up.sql',
  ],
])('%j: exit 2 and one sentence', async (args, sentence) => {
  lives(ALIVE);
  expect(await runCli(['gate', '--environment', 'production', ...args])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `${sentence}\n`,
  });
});

describe('an order of environments in the settings file', () => {
  const ordered = SETTINGS.replace('production: {}', 'production: { after: staging }');

  test('the environment before is asked about without --after', async () => {
    await stagingIsAhead();
    settingsHere(ordered);
    const files = path('3_add_email.up.sql', '4_add_phone.up.sql');
    expect(await asked(['--database', 'orders', ...files])).toEqual(
      closed(line(/^✗ version 4 add_phone was not applied clean in staging\/orders, which is at 3/)),
    );
    // Nothing comes before staging.
    expect(await asked(['--database', 'orders'], ALIVE, 'staging')).toMatchObject({ exitCode: 0 });
    expect(await runCli(['gate', '--environment', 'staging', ...files])).toMatchObject({ exitCode: 2 });
  });

  test('--after names another one', async () => {
    await stagingIsAhead();
    settingsHere(ordered);
    expect(await asked(['--database', 'orders', '--version', '3', '--after', 'dev'])).toEqual(
      unknown(line(/^\? no run of dev\/orders has been seen/)),
    );
  });
});

test('--json has stable fields', async () => {
  await monitor.applies('production/orders', '1/u create_users');
  vi.useFakeTimers({ toFake: ['Date'], now: monitor.now });
  lives(ALIVE);
  const { stdout } = await runCli(['gate', '--environment', 'production', '--json']);
  expect(JSON.parse(stdout)).toEqual({
    schema: 1,
    type: 'gate',
    environment: 'production',
    after: null,
    verdict: 'open',
    onUnknown: 'fail',
    exitCode: 0,
    asOf: new Date(monitor.now).toISOString(),
    checks: [
      {
        check: 'monitor',
        database: null,
        state: 'open',
        text: 'the sweep of the monitor is at work',
        command: null,
        allowed: false,
      },
      {
        check: 'canary',
        database: null,
        state: 'open',
        text: expect.stringContaining('came through'),
        command: null,
        allowed: false,
      },
      {
        check: 'clean',
        database: 'orders',
        state: 'open',
        text: 'production/orders is clean at version 1',
        command: null,
        allowed: false,
      },
    ],
  });
});

describe('--wait', () => {
  /** Asks with a clock of its own: `during` is called at each pause. */
  async function waited(wait: number, during: (pauses: number) => Promise<void>, life = ALIVE) {
    const options = { environment: 'production', wait };
    const written: string[] = [];
    for (const name of ['stdout', 'stderr'] as const)
      vi.spyOn(process[name], 'write').mockImplementation((text) => {
        written.push(String(text));
        return true;
      });
    let now = monitor.now;
    let pauses = 0;
    lives(life);
    try {
      const exitCode = await gate(options, {
        clock: () => now,
        pause: async (ms) => {
          now += ms;
          await during(++pauses);
        },
      });
      return { exitCode, pauses, text: written.join('') };
    } finally {
      vi.restoreAllMocks();
    }
  }

  test('a run is in flight: closed, until it ends', async () => {
    await monitor.applies('production/orders', '1/u create_users');
    const stream = await monitor.prints('production/orders', begins('2/u add_email'));
    expect(await asked([])).toEqual(
      closed(line(new RegExp(`^✗ run [0-9a-f]{8} of production/orders is in flight, .*More: ${SHOW}$`))),
    );
    const { exitCode, pauses, text } = await waited(10 * MINUTE, async (count) => {
      if (count === 3) await monitor.prints('production/orders', [finished('2/u add_email'), ...END], stream);
    });
    expect([exitCode, pauses]).toEqual([0, 3]);
    expect(text).toMatch(
      /^The gate is closed; looking again every 5 seconds until [^\n]*\nThe gate to production is open\./,
    );
    expect(text).toContain('production/orders is clean at version 2');
  });

  test('a run that fails, before the monitor has judged it: closed', async () => {
    await monitor.applies('production/orders', '1/u create_users');
    const stream = await monitor.prints('production/orders', begins('2/u add_email'));
    monitor.isPageLate = true;
    await monitor.prints('production/orders', [FAILS], stream);
    expect(await asked([])).toEqual(
      closed(
        line(
          new RegExp(
            `^✗ run [0-9a-f]{8} of production/orders has ended, and the monitor has not judged it yet\\. More: ${SHOW}$`,
          ),
        ),
      ),
    );
    monitor.isPageLate = false;
    await monitor.deliver();
    expect((await asked([])).reasons).toEqual([
      line(/^✗ production\/orders is DIRTY at version 2/),
      line(/^✗ incident production/),
    ]);
  });

  test('a run that goes on: closed when the time is over', async () => {
    await monitor.prints('production/orders', begins('2/u add_email'));
    const { exitCode, pauses } = await waited(MINUTE, async () => {});
    expect([exitCode, pauses]).toEqual([1, 12]);
  });

  test('with the monitor blind, until its heartbeat is back', async () => {
    await monitor.applies('production/orders', '1/u create_users');
    const { exitCode, pauses, text } = await waited(
      MINUTE,
      async (count) => {
        if (count === 2) lives(ALIVE);
      },
      { ...ALIVE, heartbeat: null },
    );
    expect([exitCode, pauses]).toEqual([0, 2]);
    expect(text).toMatch(/^The gate is not known; looking again/);
  });

  test('a run that fails meanwhile: closed for another reason', async () => {
    await monitor.applies('production/orders', '1/u create_users');
    const stream = await monitor.prints('production/orders', begins('2/u add_email'));
    const { exitCode, text } = await waited(MINUTE, async (count) => {
      if (count === 1) await monitor.prints('production/orders', [FAILS], stream);
    });
    expect(exitCode).toBe(1);
    expect(text).toContain('✗ production/orders is DIRTY at version 2');
    expect(text).not.toContain('in flight');
  });
});
