import type { CheckContext } from './account-check.ts';
import type { Finding } from './finding.ts';

/** What no question to AWS answers: a person looks at it once, after a first deploy. */
export function lookOnce({ settings, stack, account }: CheckContext): readonly Finding[] {
  const { channels, maintenance, expectedRuns, runbookUrl } = settings;
  const healthByPagerDuty = channels.filter(
    (each) => each.kind === 'pagerduty' && each.healthSecret !== null,
  );
  const buses = channels.filter(({ kind }) => kind === 'eventbridge');
  const items: readonly (readonly [boolean, string, string])[] = [
    [
      true,
      'the runbook that every page links to',
      `open ${runbookUrl ?? 'the address in the description of any alarm'}; it must show a heading for each alarm`,
    ],
    [
      true,
      'the dashboard',
      `open ${stack?.outputs.get('DashboardUrl') ?? 'the output DashboardUrl'}; its lists must name every environment and database, and graphs of idle databases must be drawn as zero`,
    ],
    [
      true,
      'the links of the first page',
      'open each; the log must show the run, and the task or the build must be the one of the page',
    ],
    [
      channels.some(({ kind }) => kind === 'email'),
      'e-mail subscriptions a day later',
      'run doctor again; mail scanners follow the link that unsubscribes, and a subscription that is gone is a problem there',
    ],
    [
      healthByPagerDuty.length > 0,
      `the subscription of ${healthByPagerDuty.map(({ name }) => name).join(', ')} to health`,
      'see in SNS that it is confirmed, and send an alarm of the monitor by aws cloudwatch set-alarm-state; PagerDuty must open an incident',
    ],
    [
      buses.length > 0,
      `the rules on the event bus of ${buses.map(({ name }) => name).join(', ')}`,
      'run migrate-watch test-page with a rule on the detail-type Test Page, and see in CloudWatch that the rule was matched and invoked its target; EventBridge answers the same when nobody listens',
    ],
    [
      maintenance.length > 0,
      'the first maintenance window',
      'see in the CloudWatch console that its mute rule is active in the window, in the time zone of the settings',
    ],
    [
      expectedRuns.length > 0,
      'the schedules of expected runs',
      `see in EventBridge Scheduler that ${stack?.resources.get('AWS::Scheduler::Schedule')?.length ?? 'all'} schedules of the stack are enabled, and when they are next due`,
    ],
    [
      true,
      'the costs a day later',
      `see in Cost Explorer, ${account.region}, what CloudWatch's metrics and alarms cost; docs/costs.md says what to expect`,
    ],
  ];
  return items.flatMap(([applies, what, look]): Finding[] =>
    applies ? [{ kind: 'note', message: `look at this once: ${what}`, fix: look }] : [],
  );
}
