import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type ILogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import type { Construct } from 'constructs';
import type { MonitorFunction } from './monitor-function.ts';

/**
 * Subscribes `ingest` to a log group of the monitor itself. `LogIngest` refuses those; the exceptions are the two that runs are written
 * to, by the canary and by `migrate-watch tee`.
 */
export function subscribeToOwn(
  scope: Construct,
  logGroup: ILogGroup,
  { ingest, filterName, permissionId }: OwnSubscription,
): void {
  ingest.addPermission(permissionId, {
    principal: new ServicePrincipal('logs.amazonaws.com'),
    sourceAccount: Stack.of(scope).account,
    sourceArn: logGroup.logGroupArn,
  });
  const filter = new SubscriptionFilter(scope, 'Filter', {
    logGroup,
    filterName,
    filterPattern: FilterPattern.allEvents(),
    destination: new LambdaDestination(ingest, { addPermissions: false }),
  });
  // CloudWatch Logs sends a test message, and refuses the filter if it is not permitted to.
  filter.node.addDependency(ingest.node.findChild(permissionId) as CfnPermission);
}

export interface OwnSubscription {
  readonly ingest: MonitorFunction;
  readonly filterName: string;
  /** Id of the permission, in the scope of `ingest`. */
  readonly permissionId: string;
}
