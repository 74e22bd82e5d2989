import { existsSync } from 'node:fs';
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  AssetCode,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '../../../lambda/contract/metrics.ts';
import { FUNCTION_DESCRIPTION } from '../../../lambda/contract/redrive.ts';
import { HANDLERS_FOLDER } from '../../package/handlers-folder.ts';
import { acknowledgeWildcards } from './acknowledge-wildcards.ts';
import { codeWithFiles } from './code-with-files.ts';
import { DeadLetters } from './dead-letters.ts';

export interface MonitorFunctionProps {
  /** Name of the handler: `lambda/handlers/<handler>.ts`, built into `dist/lambda/<handler>/index.mjs`. */
  readonly handler: string;
  readonly description: string;
  /** Its log group, the only one that it may write to. */
  readonly logGroup: ILogGroup;
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Text of files beside the handler, by name.
   *
   * @default none
   */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * @default Duration.seconds(45)
   */
  readonly timeout?: Duration;
  /**
   * Memory in MiB. Lambda assigns CPU in proportion: with 512, the largest batch is decoded within a second or two.
   *
   * @default 512
   */
  readonly memorySize?: number;
  /**
   * Most invocations at a time, reserved from the account's concurrency.
   *
   * @default nothing is reserved
   */
  readonly concurrency?: number;
  /**
   * For a function that a queue invokes: the queue retries, and moves messages that keep failing here.
   *
   * @default the function is invoked asynchronously, and Lambda puts requests that failed three times into a new queue
   */
  readonly deadLetters?: DeadLetters;
}

/**
 * One function of the monitor. It has its own role, which may write its log, its metrics and its dead letters.
 *
 * Asynchronous callers need not handle failures: Lambda tries twice more, and then keeps the whole request in
 * {@link deadLetters}. Concurrency is not reserved by default: new accounts have ten in all and may not reserve any. Writes are
 * conditional, so concurrent invocations do no harm.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class MonitorFunction extends LambdaFunction {
  readonly deadLetters: DeadLetters;
  /** False when a queue invokes it. */
  readonly isAsynchronous: boolean;

  constructor(scope: Construct, id: string, props: MonitorFunctionProps) {
    const { handler, description, logGroup, environment } = props;
    checkRoom(scope, handler, environment);
    const folder = `${HANDLERS_FOLDER}/${handler}`;
    const code = codeWithFiles(folder, props.files ?? {});
    if (code instanceof AssetCode) checkBundle(folder, handler);
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `migrate-watch ${handler}`,
    });
    const deadLetters = props.deadLetters ?? new DeadLetters(scope, `${id}DeadLetters`);
    const isAsynchronous = props.deadLetters === undefined;
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code,
      handler: 'index.handler',
      description: `${FUNCTION_DESCRIPTION}${description}`,
      role,
      environment: { ...environment },
      timeout: props.timeout ?? Duration.seconds(45),
      memorySize: props.memorySize ?? 512,
      ...(props.concurrency !== undefined && { reservedConcurrentExecutions: props.concurrency }),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // In a log of runs, start, end and report lines of each invocation would hide the lines that people read.
      systemLogLevelV2: SystemLogLevel.WARN,
      tracing: Tracing.ACTIVE,
      ...(isAsynchronous && {
        retryAttempts: 2,
        maxEventAge: Duration.hours(6),
        onFailure: new SqsDestination(deadLetters),
      }),
    });
    this.deadLetters = deadLetters;
    this.isAsynchronous = isAsynchronous;
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    this.addToRolePolicy(
      new PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': METRIC_NAMESPACE } },
      }),
    );
    Validations.of(this).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'Its on-failure destination, or the queue that invokes it, has the dead-letter queue.',
    });
    acknowledgeWildcards(role, ['*'], {
      reason:
        'X-Ray and PutMetricData do not support resources; a condition restricts the namespace of metrics.',
    });
  }

  /** Lets the function do `actions` on exactly these ARNs. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }
}

/** @throws when the handler has not been built, which CDK would report without the name of its source file. */
function checkBundle(folder: string, handler: string): void {
  if (existsSync(`${folder}/index.mjs`)) return;
  throw new Error(`no bundle of lambda/handlers/${handler}.ts: write that handler, or run npm run build`);
}

/** The limit of all variables together. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ENVIRONMENT_BYTES = 4_096;
/** Estimated length of an ARN or a name that only the deploy knows. */
const REFERENCE_BYTES = 100;

/** @throws when Lambda would refuse the variables at deploy. */
function checkRoom(scope: Construct, handler: string, environment: Readonly<Record<string, string>>): void {
  const sizes = Object.entries(environment).map(([name, value]) => {
    const text: unknown = Stack.of(scope).resolve(value);
    const bytes =
      typeof text === 'string'
        ? Buffer.byteLength(text)
        : Math.max(Buffer.byteLength(JSON.stringify(text)), REFERENCE_BYTES);
    return { name, bytes: name.length + bytes };
  });
  const bytes = sizes.reduce((sum, each) => sum + each.bytes, 0);
  if (bytes <= MAX_ENVIRONMENT_BYTES) return;
  const parts = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 3);
  throw new Error(
    `the environment of ${handler} takes ${bytes} bytes (${parts.map((part) => `${part.name} ${part.bytes}`).join(', ')}); ` +
      `Lambda takes ${MAX_ENVIRONMENT_BYTES}. Give names of log groups, clusters and projects as text instead of by exports, or shorter names`,
  );
}
