import { type AlarmBase, AlarmRule, AlarmState, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { type AlarmLinks, alarmDescription, alarmName, dressAlarm } from './alarm-dress.ts';

export interface PagePathAlarmProps {
  readonly environment: string;
  /** Any of them: people may not be told. */
  readonly broken: readonly AlarmBase[];
  /** Any of them: people should be told. */
  readonly critical: readonly AlarmBase[];
  readonly links: AlarmLinks;
  /** The topic `health`. */
  readonly topic: ITopic;
}

/**
 * The page path is broken *and* a critical alarm of the environment stands. Silent while paging works.
 *
 * A composite takes 100 alarms; an environment has some twenty of these.
 */
export class PagePathAlarm extends CompositeAlarm {
  constructor(scope: Construct, id: string, props: PagePathAlarmProps) {
    const { environment, broken, critical, links, topic } = props;
    const dress = {
      kind: 'page-path',
      of: [environment],
      severity: 'critical',
      rule: 'an alarm of the page path and a critical alarm at the same time',
    } as const;
    const any = (alarms: readonly AlarmBase[]) =>
      AlarmRule.anyOf(...alarms.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM)));
    super(scope, id, {
      compositeAlarmName: alarmName(links, dress),
      alarmDescription: alarmDescription(links, dress),
      alarmRule: AlarmRule.allOf(any(broken), any(critical)),
    });
    dressAlarm(this, dress, topic);
  }
}
