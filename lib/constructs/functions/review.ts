import { Duration, RemovalPolicy, TimeZone, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { WRITER_TIMEOUT_MS } from '../../../lambda/contract/defaults.ts';
import { REVIEW_ENV } from '../../../lambda/contract/env.ts';
import { REVIEW_DEFAULTS, TIME_OF_DAY } from '../../../lambda/contract/review.ts';
import { RETENTION_DAYS, TABLE } from '../../../lambda/contract/table.ts';
import type { SourceVariables } from '../../functions/source-variables.ts';
import { acknowledgeWildcards } from './acknowledge-wildcards.ts';
import { MonitorFunction } from './monitor-function.ts';
import { ScheduleRole } from './schedule-role.ts';
import { allowItems, allowOpenIndex } from './table-access.ts';

/** When reviews are written, and who gets them. */
export interface ReviewOptions {
  /**
   * Names of the channels that get reviews: e-mail, Slack and webhooks that get a topic of a severity.
   *
   * @default every e-mail and every Slack channel
   */
  readonly to?: readonly string[];
  /**
   * Time of day, such as `08:00`.
   *
   * @default '08:00'
   */
  readonly at?: string;
  /**
   * Time zone of its days and nights.
   *
   * @default TimeZone.ETC_UTC
   */
  readonly timeZone?: TimeZone;
  /**
   * Whether months are reviewed too.
   *
   * @default true
   */
  readonly monthly?: boolean;
}

export interface ReviewProps extends ReviewOptions {
  readonly variables: SourceVariables;
  readonly table: ITable;
  readonly log: ILogGroup;
  /**
   * Removal policy of the bucket with the pages.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy: RemovalPolicy | undefined;
}

/** Objects are in this folder of the bucket. */
const FOLDER = 'reviews';

/** Writes the review of each week and month, keeps its page, and sends it. */
export class Review extends Construct {
  readonly fn: MonitorFunction;
  /** Holds the pages for 400 days. */
  readonly bucket: Bucket;
  readonly #options: ReviewOptions;

  /** @throws when the time of day cannot be read */
  constructor(scope: Construct, id: string, props: ReviewProps) {
    super(scope, id);
    const { table, variables, log, removalPolicy = RemovalPolicy.RETAIN } = props;
    this.#options = props;
    timeIn(props);
    this.bucket = new Bucket(this, 'Pages', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy,
      lifecycleRules: [
        {
          expiration: Duration.days(RETENTION_DAYS.review),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'One function writes about five pages a month; CloudTrail can record who reads them.',
    });
    this.fn = new MonitorFunction(this, 'Function', {
      handler: 'review',
      description: 'writes the review of each week and month',
      logGroup: log,
      timeout: Duration.millis(WRITER_TIMEOUT_MS),
      files: variables.files,
      environment: { ...variables.variables, [REVIEW_ENV.bucket]: this.bucket.bucketName },
    });
    allowOpenIndex(this.fn, table);
    this.fn.allow(['dynamodb:Query'], [`${table.tableArn}/index/${TABLE.recentIndex.name}`]);
    for (const action of ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'] as const)
      allowItems(this.fn, table, action, ['review']);
    // The facts of slow runs, which are replayed under other limits; and how long migrations took.
    allowItems(this.fn, table, 'dynamodb:Query', ['origin', 'target']);
    const objects = this.bucket.arnForObjects(`${FOLDER}/*`);
    this.fn.allow(['s3:PutObject'], [objects]);
    acknowledgeWildcards(this.fn.role!, [objects], {
      reason: 'The pages of all weeks and months, whose names are not known before.',
    });
  }

  /** Calls the function each Monday, and on the first of each month unless the options say otherwise. */
  schedule(deadLetterQueue: IQueue): void {
    const { timeZone = TimeZone.of(REVIEW_DEFAULTS.timeZone), monthly = true } = this.#options;
    const { hour, minute } = timeIn(this.#options);
    const role = new ScheduleRole(this, 'ScheduleRole', this.fn);
    const weekly = { id: 'Weekly', kind: 'week', day: '? * MON *' };
    const onFirst = { id: 'Monthly', kind: 'month', day: '1 * ? *' };
    for (const { id, kind, day } of monthly ? [weekly, onFirst] : [weekly]) {
      const schedule = new Schedule(this, id, {
        description: `migrate-watch: the review of the last ${kind}`,
        schedule: ScheduleExpression.expression(`cron(${minute} ${hour} ${day})`, timeZone),
        target: new LambdaInvoke(this.fn, {
          role,
          deadLetterQueue,
          input: ScheduleTargetInput.fromObject({ kind, at: ContextAttribute.scheduledTime }),
        }),
      });
      // With the role's policy: without it the first call is refused.
      schedule.node.addDependency(role);
    }
  }
}

function timeIn({ at = REVIEW_DEFAULTS.at }: ReviewOptions): {
  readonly hour: number;
  readonly minute: number;
} {
  const [, hour, minute] = TIME_OF_DAY.exec(at) ?? [];
  if (hour === undefined) throw new Error(`review.at is '${at}'; expected a time of day such as 08:00`);
  return { hour: Number(hour), minute: Number(minute) };
}
