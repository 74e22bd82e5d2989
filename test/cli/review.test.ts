import { describe, expect, test, vi } from 'vitest';
import { withDeployedWeek } from './deployed-week.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
  process.env['TZ'] = 'Europe/Berlin';
});

const monitor = withDeployedWeek();

const requests = () =>
  monitor.cloudFormation.calls().length +
  [...monitor.week.calls.values()].reduce((sum, count) => sum + count, 0);

test('the last week that is over: the verdict, what is open, what happened', async () => {
  const { exitCode, stdout, stderr } = await runCli(['review']);
  expect([exitCode, stderr]).toEqual([0, '']);
  await expect(stdout).toMatchFileSnapshot('review-week.txt');
  // The stack, runs, incidents, states, what is open, and what was decided; then one for each failure without a code.
  expect(requests()).toBeLessThanOrEqual(6 + 5);
});

test('a week that has just begun is compared with the time from the first run on', async () => {
  const { stdout } = await runCli(['review', '--period', '2026-W11']);
  expect(stdout).toMatch(
    /^Review of 2026-W11, Mon 2026-03-09 to Sun 2026-03-15 \(Europe\/Berlin\), so far · /,
  );
  expect(stdout).toMatch(/\n {26}2026-W11 {2}Mon 2026-03-02 to Sun 2026-03-08\n/);
  expect(stdout).toMatch(/ {2}of them not clean +0 +9 {2}no clear change\n/);
  expect(stdout).not.toContain('Longest migration');
});

test('a month before the first run: what is open now is shown, and nothing is compared', async () => {
  const { exitCode, stdout } = await runCli(['review', '--month']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Review of 2026-02, Sun 2026-02-01 to Sat 2026-02-28 /);
  expect(stdout).toContain('\n\nNOT WELL: ');
  expect(stdout).toMatch(/WHAT HAPPENED\n {2}Nothing: no run ended, and no incident opened\. [^\n]*\n$/);
});

test('--json has what the text has', async () => {
  const { stdout } = await runCli(['review', '--period', '2026-03', '--json']);
  const answer = JSON.parse(stdout);
  expect(Object.keys(answer)).toEqual([
    ...['schema', 'type', 'asOf', 'period', 'comparedFrom', 'databases', 'runs', 'incidents', 'pages'],
    ...['opened', 'slowest', 'findings'],
  ]);
  expect(answer).toMatchObject({
    schema: 1,
    type: 'review',
    period: { name: '2026-03', from: '2026-02-28T23:00:00.000Z', until: '2026-03-31T22:00:00.000Z' },
    comparedFrom: null,
    runs: {
      ended: 40,
      notClean: 9,
      refused: { now: 3, earlier: 0 },
      earlier: { ended: 0, notClean: 0 },
      compared: null,
    },
    incidents: { now: 12, earlier: 0, compared: null },
    pages: { now: 19, bySeverity: { critical: 10, warning: 1, info: 8 }, atNight: 7 },
  });
  expect(answer.opened).toHaveLength(12);
  expect(answer.slowest).toMatchObject({ environment: 'staging', database: 'analytics' });
});

describe('bad input', () => {
  test('a week that has not begun', async () => {
    const { exitCode, stdout, stderr } = await runCli(['review', '--period', '2026-W12']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('2026-W12 begins at 2026-03-16 00:00:00 CET; expected one that has begun');
  });

  test.each(['2026-W54', '2026-13', 'last week', '2026-W1\u001b[2J'])('no period: %j', async (typed) => {
    const { exitCode, stdout, stderr } = await runCli(['review', '--period', typed]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Expected a week such as 2026-W12, or a month such as 2026-03.');
    expect(stderr).not.toContain('\u001b');
  });

  test('both a period and the last month', async () => {
    const { exitCode, stderr } = await runCli(['review', '--month', '--period', '2026-W10']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("option '--period <name>' cannot be used with option '--month'");
  });
});
