import { Duration, TimeZone } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { expectedCall } from '../../functions/expected-call.ts';
import { DeadLetters } from './dead-letters.ts';
import type { MonitorFunction } from './monitor-function.ts';
import { ScheduleRole } from './schedule-role.ts';
import { schedulerExpressions } from './scheduler-cron.ts';

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

/** What calls the sweep, and where a call goes that cannot be placed. */
export interface SweepCalls {
  readonly sweep: MonitorFunction;
  readonly role: IRole;
  readonly deadLetters: IQueue;
}

/**
 * Calls the sweep every minute.
 *
 * A call that cannot be placed within its minute is not retried and not kept, because the next one does its work; the
 * heartbeat alarm rises when there is none.
 */
export class Sweep extends Construct implements SweepCalls {
  readonly sweep: MonitorFunction;
  readonly role: ScheduleRole;
  /** Dead letters of calls for expected runs, and of other schedules. */
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, sweep: MonitorFunction) {
    super(scope, id);
    this.sweep = sweep;
    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    this.role = new ScheduleRole(this, 'Role', sweep);
    const schedule = new Schedule(this, 'EveryMinute', {
      description: 'migrate-watch: the sweep, every minute',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(sweep, {
        role: this.role,
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    });
    // With the role's policy: without it the first calls are refused.
    schedule.node.addDependency(this.role);
  }
}

/** Calls the sweep at each time from which on a run is expected. */
export class ExpectedRuns extends Construct {
  constructor(scope: Construct, id: string, runs: readonly ExpectedRun[], calls: SweepCalls) {
    super(scope, id);
    const { sweep, role, deadLetters } = calls;
    for (const { name, environment, database, schedule, timeZone, within } of runs) {
      const withinMs = (within ?? Duration.hours(1)).toMilliseconds();
      const call = expectedCall({ name, environment, database, withinMs }, ContextAttribute.scheduledTime);
      schedulerExpressions(schedule).forEach((expression, index) => {
        new Schedule(this, index === 0 ? name : `${name} ${index}`, {
          description: `migrate-watch: ${name} is expected from now on`,
          schedule: ScheduleExpression.expression(expression, timeZone ?? TimeZone.ETC_UTC),
          target: new LambdaInvoke(sweep, {
            role,
            deadLetterQueue: deadLetters,
            input: ScheduleTargetInput.fromObject(call),
          }),
        });
      });
    }
  }
}
