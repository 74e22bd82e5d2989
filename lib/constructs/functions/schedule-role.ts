import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledge-wildcards.ts';
import type { MonitorFunction } from './monitor-function.ts';

/** The role by which EventBridge Scheduler invokes one function, for schedules of this account only. */
export class ScheduleRole extends Role {
  constructor(scope: Construct, id: string, fn: MonitorFunction) {
    super(scope, id, {
      description: 'migrate-watch schedule',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
      }),
    });
    acknowledgeWildcards(this, [`${fn.functionArn}:*`], {
      reason: 'The versions and aliases of one function, as CDK grants an invocation.',
    });
  }
}
