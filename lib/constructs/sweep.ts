import { Duration } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { DeadLetters } from './dead-letters.ts';
import type { MonitorFunction } from './monitor-function.ts';

export interface SweepProps {
  readonly sweep: MonitorFunction;
}

/**
 * Calls the sweep every minute.
 *
 * A call that cannot be placed within its minute is not tried again: the next one does its work. It then lies in
 * {@link deadLetters}.
 */
export class Sweep extends Construct {
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, { sweep }: SweepProps) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    new Schedule(this, 'EveryMinute', {
      description: 'migrate-watch: what only time brings',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(sweep, {
        deadLetterQueue: this.deadLetters,
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    });
  }
}
