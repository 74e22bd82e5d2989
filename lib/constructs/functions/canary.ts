import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import {
  FilterPattern,
  type ILogGroup,
  LogGroup,
  RetentionDays,
  SubscriptionFilter,
} from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
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
import { CANARY_ENV } from '../../../lambda/contract/env.ts';
import { canaryLogGroup, canarySource } from '../../functions/canary-source.ts';
import type { DeclaredSource } from '../../functions/declared-source.ts';
import { ScheduleRole } from '../schedule-role.ts';
import { MonitorFunction } from './monitor-function.ts';

/** How often the whole path is proven, and when it is missed. */
export interface CanaryOptions {
  /**
   * From one test run to the next; whole minutes, 5 to 60.
   *
   * @default Duration.minutes(15)
   */
  readonly every?: Duration;
  /**
   * So many that were not seen in a row raise the alarm; 1 to 10.
   *
   * @default 2
   */
  readonly alarmAfterMissing?: number;
}

export interface CanaryProps extends CanaryOptions {
  /** Of the monitor: begins the name of the log group, and is the database that the runs are recorded under. */
  readonly namePrefix: string;
  /** Where the function's own log goes, which is not what is watched. */
  readonly log: ILogGroup;
}

/** The path may take so long after the call: Lambda's own tries take three minutes. */
const LATE = Duration.minutes(5);
const MAX_MISSING = 10;

/**
 * Proves the whole path again and again: writes a small run into a log group of its own, which is subscribed to like a
 * watched one, and is missed when nobody saw it.
 *
 * @throws when the options are out of their range.
 */
export class Canary extends Construct {
  readonly fn: MonitorFunction;
  /** How its runs are declared to the functions. */
  readonly source: DeclaredSource;
  /** What `CanarySeen` is sent under. */
  readonly target: { readonly environment: string; readonly database: string };
  /** So long without one that was seen: the alarm rises. */
  readonly missedAfter: Duration;
  readonly #lines: LogGroup;
  readonly #every: Duration;

  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const {
      namePrefix,
      log,
      every = Duration.millis(CANARY_DEFAULTS.everyMs),
      alarmAfterMissing = CANARY_DEFAULTS.alarmAfterMissing,
    } = props;
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
        [CANARY_ENV.logGroup]: this.#lines.logGroupName,
        [CANARY_ENV.everyMs]: String(every.toMilliseconds()),
      },
    });
    this.fn.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.#lines.logGroupArn]);
  }

  /** Calls the function; a call that cannot be placed before the next one is due lies in `deadLetterQueue`. */
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

  /** Subscribes `ingest` to the lines. `LogIngest` refuses the monitor's own log groups, and this is the one that it may read. */
  subscribe(ingest: MonitorFunction, filterName: string): void {
    const permissionId = 'AllowCanary';
    ingest.addPermission(permissionId, {
      principal: new ServicePrincipal('logs.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
      sourceArn: this.#lines.logGroupArn,
    });
    const filter = new SubscriptionFilter(this, 'Filter', {
      logGroup: this.#lines,
      filterName,
      filterPattern: FilterPattern.allEvents(),
      destination: new LambdaDestination(ingest, { addPermissions: false }),
    });
    // CloudWatch Logs sends a test message, and refuses the filter when it may not.
    filter.node.addDependency(ingest.node.findChild(permissionId) as CfnPermission);
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
