import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { snsNotification } from '../../bin/cli/aws-events/sns-notification.ts';
import { WEEK_SETTINGS } from '../../bin/cli/demo/week.ts';
import { deployed } from '../../bin/cli/deployed.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { REAL_TIME } from '../../bin/cli/monitor/publish.ts';
import { DynamoDbDecisionStore } from '../../lambda/adapters/aws/dynamodb-decision-store.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { DynamoDbMuteStore } from '../../lambda/adapters/aws/dynamodb-mute-store.ts';
import { ConsolePager } from '../../lambda/adapters/local/console-pager.ts';
import {
  commandsReach,
  commandsReachNothing,
  type DeployedWeek,
  deployedWeek,
  TABLE_NAME,
} from './deployed-week.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
  process.env['TZ'] = 'Europe/Berlin';
});

const DAY = 24 * 60 * 60_000;
const PLAIN = 'plain-output/dev/orders';

let week: DeployedWeek;

beforeEach(async () => {
  week = await deployedWeek();
  await commandsReach(week, week.now);
  // Commands wait for page. The pauses move their clock, and take no time.
  vi.spyOn(REAL_TIME, 'pause').mockImplementation(async (ms) => {
    vi.setSystemTime(Date.now() + ms);
  });
  mockClient(STSClient)
    .on(GetCallerIdentityCommand)
    .resolves({ Arn: 'arn:aws:sts::111122223333:assumed-role/OnCall/ada' });
  const clock = () => Date.now();
  const monitor = new LocalMonitor(
    deployed(WEEK_SETTINGS),
    {
      facts: new DynamoDbFactStore(week.client, TABLE_NAME, clock),
      incidents: new DynamoDbIncidentStore(week.client, TABLE_NAME, clock),
      mutes: new DynamoDbMuteStore(week.client, TABLE_NAME),
      decisions: new DynamoDbDecisionStore(week.client, TABLE_NAME, clock),
      topics: new ConsolePager(() => {}),
      logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
    },
    week.now,
  );
  mockClient(SNSClient)
    .on(PublishCommand)
    .callsFake(async ({ Message = '' }: { Message?: string }) => {
      monitor.now = Date.now();
      await monitor.page(snsNotification(Message, Date.now()));
      return { MessageId: 'm' };
    });
});
afterEach(async () => {
  commandsReachNothing();
  vi.restoreAllMocks();
  await week.close();
});

/** The review as it is printed this many days after the week. */
async function reviewAfter(days: number, ...args: readonly string[]): Promise<string> {
  vi.setSystemTime(week.now + days * DAY);
  return (await runCli(['review', '--period', '2026-W10', ...args])).stdout;
}

const decide = (...args: readonly string[]) => runCli(['review', 'decide', ...args]);

test('what somebody takes on is shown with its owner and its day, and is overdue after that day', async () => {
  const { exitCode, stdout } = await decide(PLAIN, 'accept', '--owner', 'ana', '--due', '2026-03-20');
  expect([exitCode, stdout]).toEqual([0, `${PLAIN}: accept, owner ana, due Fri 2026-03-20\n`]);
  const says = `${PLAIN}  Every run printed plain output, which does not show when a migration begins.`;
  const words = `${says} (ana, due Fri 2026-03-20; decided Mon 2026-03-09)`;
  const last = 11.9;
  expect(await reviewAfter(last)).toContain(`\n\nDECIDED BEFORE\n  accepted  ${words}\n`);
  expect(await reviewAfter(last + 0.1)).toContain(`\n\nDECIDED BEFORE\n  overdue   ${words}\n`);
  expect(await reviewAfter(last)).toMatch(
    /Decide each by its id: migrate-watch review decide plain-output\/dev\/analytics /,
  );
});

test('what is no longer seen is done', async () => {
  await decide(PLAIN, 'accept');
  // In the next week nothing of it is seen.
  vi.setSystemTime(week.now + 7 * DAY);
  const { stdout } = await runCli(['review']);
  expect(stdout).toMatch(
    / {2}done {6}plain-output\/dev\/orders {2}Every run printed [^\n]+ \(ada; decided [^\n]+\): no longer seen\n/,
  );
});

test('what is rejected comes back after 12 weeks, with the reason', async () => {
  await decide(PLAIN, 'reject', '--note', 'is gone in spring');
  expect(await reviewAfter(83)).not.toContain(PLAIN);
  const after = await reviewAfter(84.1);
  expect(after).toMatch(/Last decision: reject, Mon 2026-03-09: is gone in spring\.\n/);
  expect(after).toContain(`\n  ${PLAIN}  Every run`);
});

test('later is after four weeks, or after the day that is given; the last decision counts', async () => {
  await decide(PLAIN, 'later');
  expect(await reviewAfter(27.9)).not.toContain(PLAIN);
  expect(await reviewAfter(28.1)).toContain(PLAIN);
  vi.setSystemTime(week.now + DAY);
  await decide(PLAIN, 'later', '--due', '2026-03-12');
  expect(await reviewAfter(3.9)).not.toContain(PLAIN);
  expect(await reviewAfter(4.1)).toContain(PLAIN);
});

test('--json has the finding, its standing and the decision', async () => {
  await decide(PLAIN, 'watch', '--note', 'see above');
  const { findings } = JSON.parse(await reviewAfter(1, '--json'));
  expect(findings.find(({ id }: { id: string }) => id === PLAIN)).toMatchObject({
    standing: 'to-decide',
    evidence: 1,
    proposal: null,
    decision: { is: 'watch', by: 'ada', owner: null, due: null, note: 'see above' },
  });
});

describe('refuses', () => {
  test.each([
    [
      ['plain-output/dev/order', 'accept'],
      /has no finding plain-output\/dev\/order; its findings: plain-output\/dev\/analytics, plain-output\/dev\/orders\n$/,
    ],
    [
      [PLAIN, 'maybe'],
      /value 'maybe' is invalid for argument 'decision'\. Allowed choices are accept, reject, later, watch\./,
    ],
    [[PLAIN, 'accept', '--due', '2026-02-30'], /Expected a day such as 2026-04-01\./],
    [[PLAIN, 'accept', '--due', 'soon'], /Expected a day such as 2026-04-01\./],
    [[PLAIN, 'reject', '--note', ''], /the note is empty; say it in a few words/],
  ])('%j', async (args, message) => {
    const { exitCode, stderr } = await decide(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
