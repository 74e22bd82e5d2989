import { Annotations, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * A customer-managed key that CloudWatch's alarms may use: topics need such a key, because AWS's own key for SNS has a policy that
 * excludes CloudWatch and cannot be changed.
 *
 * If `given` is set, that key is used; if its policy cannot be changed from here, a warning says what the policy must allow.
 * `removalPolicy` applies to a key that is created here. By default that key stays when the stack is deleted, because the data that
 * it encrypted may stay.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export function alarmKey(scope: Construct, id: string, given?: IKey, removalPolicy?: RemovalPolicy): IKey {
  const key =
    given ??
    new Key(scope, id, {
      description: 'migrate-watch: topics and table',
      enableKeyRotation: true,
      // A first deploy that fails leaves no key.
      removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  const { statementAdded } = key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AllowCloudWatchAlarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  if (!statementAdded) {
    Annotations.of(scope).addWarningV2(
      'migrate-watch:keyPolicy',
      'The policy of the imported key cannot be changed from here. It must allow cloudwatch.amazonaws.com ' +
        'kms:Decrypt and kms:GenerateDataKey*, or no alarm reaches its topic',
    );
  }
  return key;
}
