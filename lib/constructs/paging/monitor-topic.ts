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
 * An encrypted topic that accepts TLS only.
 *
 * The policy that denies other connections replaces SNS's default policy, so alarms have to be granted their rights again. Only
 * alarms of this account get them. Roles of this account publish by their own policies.
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
