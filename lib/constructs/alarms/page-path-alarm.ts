import { type AlarmBase, AlarmRule, AlarmState, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { type AlarmLinks, addActionsAndTags, alarmDescription, alarmName } from './alarm-spec.ts';

export interface PagePathAlarmProps {
  readonly environment: string;
  /** While one of them is on, people may not be notified. */
  readonly broken: readonly AlarmBase[];
  /** While one of them is on, people should be notified. */
  readonly critical: readonly AlarmBase[];
  readonly links: AlarmLinks;
  /** The topic `health`. */
  readonly topic: ITopic;
}

/** A composite's rule has room for 10,240 characters: some 85 alarms by their ARNs. */
const MAX_ALARMS = 80;

/**
 * Rises when the page path is broken *and* a critical alarm of the environment is on. It does not rise while paging works.
 *
 * @throws with more than 80 child alarms, a number that a monitor with about a dozen channels reaches.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export class PagePathAlarm extends CompositeAlarm {
  constructor(scope: Construct, id: string, props: PagePathAlarmProps) {
    const { environment, broken, critical, links, topic } = props;
    checkSize(props);
    const spec = {
      kind: 'page-path',
      of: [environment],
      severity: 'critical',
      rule: 'an alarm of the page path and a critical alarm at the same time',
    } as const;
    const any = (alarms: readonly AlarmBase[]) =>
      AlarmRule.anyOf(...alarms.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM)));
    super(scope, id, {
      compositeAlarmName: alarmName(links, spec),
      alarmDescription: alarmDescription(links, spec),
      alarmRule: AlarmRule.allOf(any(broken), any(critical)),
    });
    addActionsAndTags(this, spec, topic);
  }
}

function checkSize({ environment, broken, critical }: PagePathAlarmProps): void {
  const alarms = broken.length + critical.length;
  if (alarms <= MAX_ALARMS) return;
  throw new Error(
    `the page-path alarm of '${environment}' would read ${alarms} alarms; expected at most ${MAX_ALARMS}. ` +
      'Each channel with a function adds four: use fewer channels, or let one channel forward pages',
  );
}
