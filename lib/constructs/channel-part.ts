import type { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { MonitorPlace } from '../../lambda/contract/monitor.ts';
import { deadLettersAlarm, functionAlarms, waitingAlarm } from './alarms/function-alarms.ts';
import type { HealthTopic } from './alarms/health-alarm.ts';
import { MonitorPart } from './nested/monitor-part.ts';
import type { DeliveredChannel } from './paging/channel.ts';
import { Deliverer } from './paging/deliverer.ts';

export interface ChannelPartProps extends HealthTopic {
  readonly monitor: MonitorPlace;
  readonly channel: DeliveredChannel;
  readonly table: ITable;
  /** The topic `events`. */
  readonly events: ITopic;
  readonly dashboardUrl: string;
  /** Makes the log group of the function with this name, in `scope`. */
  readonly log: (scope: Construct, name: string) => ILogGroup;
}

/** A channel with a function: its deliverer, the queue before it, and the alarms on both. */
export class ChannelPart extends MonitorPart {
  /** Its name in alarms, and of its log group. */
  readonly part: string;
  readonly deliverer: Deliverer;
  /** They mean that people may not be notified. */
  readonly health: readonly AlarmBase[];

  constructor(scope: Construct, props: ChannelPartProps) {
    const { monitor, channel, table, events, dashboardUrl, log } = props;
    const part = `deliver-${channel.name}`;
    super(scope, part, `pages to ${channel.name}`, 'Use a shorter list of topics');
    this.part = part;
    const logGroup = log(this, part);
    this.deliverer = new Deliverer(this, 'Function', {
      monitor,
      channel,
      table,
      logGroup,
      events,
      dashboardUrl,
    });
    const { queue, deadLetters } = this.deliverer;
    this.health = [
      ...functionAlarms(this, part, this.deliverer, props),
      deadLettersAlarm(this, part, deadLetters, props),
      waitingAlarm(this, part, queue, props),
    ];
  }
}
