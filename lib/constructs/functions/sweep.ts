import { Duration, TimeZone } from 'aws-cdk-lib';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { expectedCall } from '../../functions/expected-call.ts';
import { ScheduleRole } from '../schedule-role.ts';
import { schedulerExpressions } from '../scheduler-cron.ts';
import { DeadLetters } from './dead-letters.ts';
import type { MonitorFunction } from './monitor-function.ts';

/** A run that is expected on a schedule. */
export interface ExpectedRun {
  /** Letters, digits, - and _; its name on pages. */
  readonly name: string;
  readonly environment: string;
  readonly database: string;
  /** When it is expected at the earliest: `cron(minute hour day month weekday)` or `at(yyyy-mm-ddThh:mm)`. */
  readonly schedule: string;
  /**
   * @default TimeZone.ETC_UTC
   */
  readonly timeZone?: TimeZone;
  /**
   * The run may start this long after the schedule and is still in time.
   *
   * @default Duration.hours(1)
   */
  readonly within?: Duration;
}

export interface SweepProps {
  readonly sweep: MonitorFunction;
  readonly expectedRuns: readonly ExpectedRun[];
}

/**
 * Calls the sweep every minute, and at each time from which on a run is expected.
 *
 * A call that cannot be placed within its minute is not retried, because the next one does its work; it goes to
 * {@link deadLetters}.
 */
export class Sweep extends Construct {
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, { sweep, expectedRuns }: SweepProps) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    const role = new ScheduleRole(this, 'Role', sweep);
    new Schedule(this, 'EveryMinute', {
      description: 'migrate-watch: the sweep, every minute',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(sweep, {
        role,
        deadLetterQueue: this.deadLetters,
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    });
    for (const { name, environment, database, schedule, timeZone, within } of expectedRuns) {
      const withinMs = (within ?? Duration.hours(1)).toMilliseconds();
      const call = expectedCall({ name, environment, database, withinMs }, ContextAttribute.scheduledTime);
      schedulerExpressions(schedule).forEach((expression, index) => {
        new Schedule(this, index === 0 ? `expected ${name}` : `expected ${name} ${index}`, {
          description: `migrate-watch: ${name} is expected from now on`,
          schedule: ScheduleExpression.expression(expression, timeZone ?? TimeZone.ETC_UTC),
          target: new LambdaInvoke(sweep, {
            role,
            deadLetterQueue: this.deadLetters,
            input: ScheduleTargetInput.fromObject(call),
          }),
        });
      });
    }
  }
}
