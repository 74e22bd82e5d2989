import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface MonitorTopicProps {
  readonly displayName: string;
  /** Encryption key; CloudWatch must be allowed to use it if {@link fromAlarms} is true. */
  readonly key: IKey;
  /** Whether alarms publish to it. */
  readonly fromAlarms: boolean;
}

/**
 * An encrypted topic that takes TLS only.
 *
 * The policy with that Deny replaces SNS's default policy, so the rights of alarms have to be granted again, for alarms
 * of this account only. Roles of this account publish by their own policies.
 */
export class MonitorTopic extends Topic {
  constructor(scope: Construct, id: string, { displayName, key, fromAlarms }: MonitorTopicProps) {
    super(scope, id, { displayName, masterKey: key, enforceSSL: true });
    if (!fromAlarms) return;
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowCloudWatchAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }
}
