import { type AlarmBase, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { anyOf, bothOf, ruleOf, takenBy } from './alarm-rule.ts';
import { type AlarmLinks, addActionsAndTags, addTags, alarmDescription, alarmName } from './alarm-spec.ts';

/**
 * On while a part of the page path is broken, so that people may not be notified. It has no action: {@link PagePathAlarm}
 * reads it, one in each environment, and each part's own alarm notifies people.
 */
export class PagePathBroken extends CompositeAlarm {
  constructor(scope: Construct, id: string, parts: readonly AlarmBase[], links: AlarmLinks) {
    const spec = {
      kind: 'page-path-broken',
      of: ['monitor'],
      severity: 'warning',
      rule: 'an alarm of the page path',
    } as const;
    const any = anyOf(parts, { scope, of: ['monitor', 'page-path'], links });
    super(scope, id, {
      compositeAlarmName: alarmName(links, spec),
      alarmDescription: alarmDescription(links, spec),
      alarmRule: ruleOf(any),
    });
    this.node.addDependency(...any.alarms);
    addTags(this, spec);
  }
}

export interface PagePathAlarmProps {
  readonly environment: string;
  readonly broken: PagePathBroken;
  /** While one of them is on, people should be notified. */
  readonly critical: readonly AlarmBase[];
  readonly links: AlarmLinks;
  /** The topic `health`. */
  readonly topic: ITopic;
}

/**
 * Rises when the page path is broken *and* a critical alarm of the environment is on. It does not rise while paging works.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export class PagePathAlarm extends CompositeAlarm {
  constructor(
    scope: Construct,
    id: string,
    { environment, broken, critical, links, topic }: PagePathAlarmProps,
  ) {
    const spec = {
      kind: 'page-path',
      of: [environment],
      severity: 'critical',
      rule: 'an alarm of the page path and a critical alarm at the same time',
    } as const;
    const any = anyOf(critical, { scope, of: [environment, 'critical'], links, taken: takenBy(broken) });
    const both = bothOf(broken, any);
    super(scope, id, {
      compositeAlarmName: alarmName(links, spec),
      alarmDescription: alarmDescription(links, spec),
      alarmRule: ruleOf(both),
    });
    this.node.addDependency(...both.alarms);
    addActionsAndTags(this, spec, topic);
  }
}
