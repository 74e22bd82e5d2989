import { Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledge-wildcards.ts';
import { DeadLetters } from './dead-letters.ts';
import type { MonitorFunction } from './monitor-function.ts';

export interface SweepProps {
  readonly sweep: MonitorFunction;
}

/**
 * Calls the sweep every minute.
 *
 * A call that cannot be placed within its minute is not tried again, because the next one does its work; it lies in
 * {@link deadLetters}.
 */
export class Sweep extends Construct {
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, { sweep }: SweepProps) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    const role = new Role(this, 'Role', {
      description: 'migrate-watch schedule',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    new Schedule(this, 'EveryMinute', {
      description: 'migrate-watch: what only time brings',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(sweep, {
        role,
        deadLetterQueue: this.deadLetters,
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    });
    acknowledgeWildcards(role, [`${sweep.functionArn}:*`], {
      reason: 'The versions and aliases of one function, as CDK grants an invocation.',
    });
  }
}
