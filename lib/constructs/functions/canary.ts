import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { CANARY_DEFAULTS } from '../../../lambda/contract/canary.ts';
import { CANARY_ENV, ENV } from '../../../lambda/contract/env.ts';
import { formatMonitorPlace, type MonitorPlace } from '../../../lambda/contract/monitor.ts';
import { canaryLogGroup, canarySource } from '../../functions/canary-source.ts';
import type { DeclaredSource } from '../../functions/declared-source.ts';
import { MonitorFunction } from './monitor-function.ts';
import { subscribeToOwn } from './own-subscription.ts';
import { ScheduleRole } from './schedule-role.ts';

/** How often the whole path is tested, and when the alarm rises. */
export interface CanaryOptions {
  /**
   * Time from one test run to the next; whole minutes, 5 to 60.
   *
   * @default Duration.minutes(15)
   */
  readonly every?: Duration;
  /**
   * This many missing test runs in a row raise the alarm; 1 to 10.
   *
   * @default 2
   */
  readonly alarmAfterMissing?: number;
}

export interface CanaryProps extends CanaryOptions {
  /** Its name begins the log group's name, and is the database of the recorded runs. */
  readonly monitor: MonitorPlace;
  /** Log group of the function's own log; the test runs go to another one. */
  readonly log: ILogGroup;
}

/** The longest time that the path may take after the call: Lambda's own tries take three minutes. */
const LATE = Duration.minutes(5);
const MAX_MISSING = 10;

/**
 * Tests the whole path regularly. It writes a small run into its own log group, which is subscribed to like a watched
 * one; an alarm rises when the run does not arrive.
 *
 * @throws when the options are out of their range.
 */
export class Canary extends Construct {
  readonly fn: MonitorFunction;
  /** The source that declares its runs to the functions. */
  readonly source: DeclaredSource;
  /** Dimensions of `CanarySeen`. */
  readonly target: { readonly environment: string; readonly database: string };
  /** The alarm rises after this long without a seen test run. */
  readonly missedAfter: Duration;
  readonly #lines: LogGroup;
  readonly #every: Duration;

  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const {
      monitor,
      log,
      every = Duration.millis(CANARY_DEFAULTS.everyMs),
      alarmAfterMissing = CANARY_DEFAULTS.alarmAfterMissing,
    } = props;
    const namePrefix = monitor.name;
    checkRange(every, alarmAfterMissing);
    this.#every = every;
    this.missedAfter = Duration.minutes(every.toMinutes() * alarmAfterMissing).plus(LATE);
    this.#lines = new LogGroup(this, 'Lines', {
      logGroupName: canaryLogGroup(namePrefix),
      retention: RetentionDays.ONE_DAY,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.source = canarySource(namePrefix, this.#lines.logGroupName);
    this.target = this.source.target;
    this.fn = new MonitorFunction(this, 'Function', {
      handler: 'canary',
      description: 'writes test runs that prove the whole path',
      logGroup: log,
      environment: {
        [ENV.monitor]: formatMonitorPlace(monitor),
        [CANARY_ENV.logGroup]: this.#lines.logGroupName,
        [CANARY_ENV.everyMs]: String(every.toMilliseconds()),
      },
    });
    this.fn.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.#lines.logGroupArn]);
  }

  /** Minutes from one test run to the next. */
  get everyMinutes(): number {
    return this.#every.toMinutes();
  }

  /** Calls the function. A call that cannot be placed before the next one is due goes to `deadLetterQueue`. */
  schedule(deadLetterQueue: IQueue): void {
    const every = this.#every;
    new Schedule(this, 'Schedule', {
      description: 'migrate-watch: a test run of the whole path',
      schedule: ScheduleExpression.rate(every),
      target: new LambdaInvoke(this.fn, {
        role: new ScheduleRole(this, 'ScheduleRole', this.fn),
        deadLetterQueue,
        retryAttempts: 3,
        maxEventAge: every,
        input: ScheduleTargetInput.fromObject({ at: ContextAttribute.scheduledTime }),
      }),
    });
  }

  /** Subscribes `ingest` to the lines. */
  subscribe(ingest: MonitorFunction, filterName: string): void {
    subscribeToOwn(this, this.#lines, { ingest, filterName, permissionId: 'AllowCanary' });
  }
}

function checkRange(every: Duration, alarmAfterMissing: number): void {
  const minutes = every.toSeconds() / 60;
  const problems = [
    ...(Number.isInteger(minutes) && minutes >= 5 && minutes <= 60
      ? []
      : [`canary.every is ${every.toHumanString()}; expected whole minutes, 5 to 60`]),
    ...(Number.isInteger(alarmAfterMissing) && alarmAfterMissing >= 1 && alarmAfterMissing <= MAX_MISSING
      ? []
      : [`canary.alarmAfterMissing is ${alarmAfterMissing}; expected a whole number, 1 to ${MAX_MISSING}`]),
  ];
  if (problems.length > 0) throw new Error(problems.join('; '));
}
