import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DEAD_LETTERS_OUTPUT } from '../../lambda/contract/redrive.ts';
import { MONITOR_DESCRIPTION } from '../../lambda/contract/stack-description.ts';
import { MigrateMonitor } from '../constructs/migrate-monitor.ts';
import type { MigrateMonitorProps } from '../constructs/monitor-props.ts';

export interface MonitorStackProps extends StackProps {
  /** Makes the monitor's props inside the stack, because imported log groups, keys and secrets need a scope. */
  readonly monitor: (stack: Stack) => MigrateMonitorProps;
}

/** The stack of one monitor, with outputs that say where its parts are. */
export class MonitorStack extends Stack {
  readonly monitor: MigrateMonitor;

  constructor(scope: Construct, id: string, { monitor, ...props }: MonitorStackProps) {
    super(scope, id, { description: MONITOR_DESCRIPTION, ...props });
    this.monitor = new MigrateMonitor(this, 'Monitor', monitor(this));
    const { dashboardUrl, table, topics, events, runsLog, ingest, functions, deadLetters } = this.monitor;
    this.say('DashboardUrl', dashboardUrl, 'Dashboard of all environments');
    this.say('TableName', table.tableName, 'Facts, run records and incidents');
    this.say('MonitorName', this.monitor.name, 'Name of the monitor, which its keys and metrics carry');
    const { reader, operator } = this.monitor.policies;
    this.say('ReaderPolicyArn', reader.managedPolicyArn, 'Policy for people who read with the command line');
    this.say(
      'OperatorPolicyArn',
      operator.managedPolicyArn,
      'Policy for people who also acknowledge incidents and send test pages',
    );
    this.say('EventsTopicArn', events.topicArn, 'Topic that writers and alarms publish to');
    for (const [name, topic] of Object.entries(topics)) {
      this.say(
        `${name[0]!.toUpperCase()}${name.slice(1)}TopicArn`,
        topic.topicArn,
        `Topic that the channels of ${name} subscribe to`,
      );
    }
    this.say(
      'RunsLogGroup',
      runsLog.logGroupName,
      'One JSON line for each transition of a run and for each finished migration',
    );
    const { byHandLog } = this.monitor;
    this.say('ByHandLogGroup', byHandLog.logGroupName, 'Runs by hand, which migrate-watch tee writes to it');
    this.say('IngestFunction', ingest.functionName, 'Function that a relay passes log deliveries to');
    if (functions['canary']) {
      const { functionName } = functions['canary'];
      this.say('CanaryFunction', functionName, 'Invoke it to send a test run through the whole path now');
    }
    const { reviewPages } = this.monitor;
    if (functions['review'] && reviewPages) {
      const { functionName } = functions['review'];
      this.say(
        'ReviewFunction',
        functionName,
        'Invoke it with {"kind": "week"} to send the review of the last week',
      );
      this.say('ReviewPages', reviewPages.bucketName, 'Bucket with the pages of reviews');
    }
    // The outputs have a scope of their own, because CDK strips punctuation from ids, so two of them could collide.
    const queues = new Construct(this, DEAD_LETTERS_OUTPUT);
    for (const [name, { queueUrl }] of Object.entries(deadLetters)) {
      new CfnOutput(queues, name, {
        value: queueUrl,
        description: `Dead-letter queue of ${name}`,
      });
    }
  }

  private say(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}
