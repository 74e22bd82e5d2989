import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { byHandLogGroup } from '../../../lambda/contract/log-groups.ts';
import type { MonitorFunction } from './monitor-function.ts';
import { subscribeToOwn } from './own-subscription.ts';

export interface ByHandProps {
  /** The monitor's name, which begins the log group's name. */
  readonly name: string;
  /** Encrypts the log group if it is made in this app. An imported key may lack the right for CloudWatch Logs, which then uses its own. */
  readonly key: IKey;
  readonly retention: RetentionDays;
}

/** The log group of runs by hand: people write to it with `migrate-watch tee`, and `ingest` is subscribed to it as to a watched one. */
export class ByHand extends Construct {
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, { name, key, retention }: ByHandProps) {
    super(scope, id);
    const logGroupName = byHandLogGroup(name);
    this.logGroup = new LogGroup(this, 'Lines', {
      logGroupName,
      retention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key instanceof Key && { encryptionKey: key }),
    });
    if (key instanceof Key) letLogsUse(key, logGroupName);
  }

  /** Subscribes `ingest` to the lines. */
  subscribe(ingest: MonitorFunction, filterName: string): void {
    subscribeToOwn(this, this.logGroup, { ingest, filterName, permissionId: 'AllowByHand' });
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function letLogsUse(key: Key, logGroupName: string): void {
  const { region, urlSuffix, account, partition } = Stack.of(key);
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AllowRunsByHand',
      principals: [new ServicePrincipal(`logs.${region}.${urlSuffix}`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: {
        ArnEquals: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:${logGroupName}`,
        },
      },
    }),
  );
}
