import { describe, expect, test } from 'vitest';
import { busEvent } from '../../../lambda/domain/channels/eventbridge/event.ts';
import { pagerDutyEvent } from '../../../lambda/domain/channels/pagerduty/event.ts';
import { slackMessage } from '../../../lambda/domain/channels/slack/message.ts';
import { webhookBody } from '../../../lambda/domain/channels/webhook/body.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';
import { commandsIn } from '../../builders/branches.ts';
import { capturedRun, HOUR, NIGHT, PageWorld, type Staging } from '../../pipeline/page-world.ts';

const CASES: readonly (readonly [string, Partial<Staging>])[] = [
  ['pg-syntax-error-verbose', { exitCode: 1 }],
  ['mysql-partly-applied-verbose', { exitCode: 1 }],
  ['killed-mid-migration-sigkill-verbose', { exitCode: 137 }],
  ['killed-mid-migration-sigkill', { exitCode: 137 }],
  ['lock-timeout-on-advisory-lock', { exitCode: 1 }],
  ['dirty-then-forced.2', { exitCode: 1 }],
];

async function pageOf(fixture: string, staging: Partial<Staging>): Promise<PageMessage> {
  const world = new PageWorld();
  await world.ended(capturedRun('up-three-verbose.1', { at: NIGHT - 20 * HOUR, exitCode: 0 }));
  await world.ended(capturedRun(fixture, { at: NIGHT, ...staging }));
  return world.sent.find(({ page }) => page.incidentKind === 'migration')!.page;
}

describe.each(CASES)('the page about %s', (fixture, staging) => {
  test('reaches PagerDuty and Slack with every step, and nothing in it is cut', async () => {
    const page = await pageOf(fixture, staging);
    const event = pagerDutyEvent(page, 'key');
    const told = event.payload?.custom_details['do']?.split('\n').map((line) => line.trim());
    for (const command of commandsIn(page.next)) expect(told).toContain(command);
    expect(event.payload?.summary).toBe(page.title);
    const slack = slackMessage(page).blocks.map((block) => JSON.stringify(block));
    const steps = slack.find((block) => block.includes('*Do*'))!;
    const escaped = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    for (const command of commandsIn(page.next)) {
      expect(steps).toContain(JSON.stringify(escaped(command)).slice(1, -1));
    }
    expect(slack.join('\n')).not.toContain('… ');
  });

  test('reaches a bus as it reaches a webhook', async () => {
    const page = await pageOf(fixture, staging);
    expect(busEvent(page)).toMatchObject({
      detailType: 'Incident Opened',
      detail: JSON.stringify(webhookBody(page)),
    });
  });

  test('says when the failure was first visible, which is before the page', async () => {
    const { failedAt, at } = await pageOf(fixture, staging);
    expect(failedAt).toBeGreaterThanOrEqual(NIGHT);
    expect(failedAt).toBeLessThanOrEqual(at);
  });
});

test('a failed run failed at its last log event, a killed run at its end', async () => {
  const failed = capturedRun('pg-syntax-error-verbose', { at: NIGHT, exitCode: 1 });
  expect((await pageOf('pg-syntax-error-verbose', { exitCode: 1 })).failedAt).toBe(failed.lastEventAt);
  const killed = capturedRun('killed-mid-migration-sigkill-verbose', { at: NIGHT, exitCode: 137 });
  expect(killed.endedAt).toBeGreaterThan(killed.lastEventAt!);
  const page = await pageOf('killed-mid-migration-sigkill-verbose', { exitCode: 137 });
  expect(page.failedAt).toBe(killed.endedAt);
});
