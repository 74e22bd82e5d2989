import { Duration, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import {
  DELIVERER_TIMEOUT_MS,
  DELIVERY_KEPT_UP_MS,
  PAGERDUTY_API_URL,
  PAGERDUTY_EVENTS_URL,
} from '../../../lambda/contract/deliverer.ts';
import { CHANNEL_ENV, DELIVER_ENV, ENV } from '../../../lambda/contract/env.ts';
import { formatMonitorPlace, type MonitorPlace } from '../../../lambda/contract/monitor.ts';
import { DeadLetters } from '../functions/dead-letters.ts';
import { MonitorFunction } from '../functions/monitor-function.ts';
import { allowItems } from '../functions/table-access.ts';
import type { DeliveredChannel } from './channel.ts';

export interface DelivererProps {
  readonly monitor: MonitorPlace;
  readonly channel: DeliveredChannel;
  readonly table: ITable;
  readonly logGroup: ILogGroup;
  /** The topic `events`, for a channel that asks its receiver. */
  readonly events: ITopic;
  /** The source that PagerDuty alerts show. */
  readonly dashboardUrl: string;
}

/**
 * Visibility timeout: a failed message reappears after this; a shorter one would let two invocations take it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const TRIED_EVERY_MS = 6 * DELIVERER_TIMEOUT_MS;
/**
 * The most pages that are delivered at the same time. Keeps a channel that answers slowly from using up the account's
 * concurrency.
 */
const AT_ONCE = 5;

/**
 * Delivers pages to one channel. It reads the channel's secrets, reads incidents, and writes its delivery log. It has no other
 * rights, except that one which asks its receiver may publish to `events`: see {@link Paging.reach}.
 *
 * Its topics write to {@link queue}, which keeps each page for hours until the receiver takes it.
 */
export class Deliverer extends MonitorFunction {
  readonly queue: Queue;

  constructor(
    scope: Construct,
    id: string,
    { monitor, channel, table, logGroup, events, dashboardUrl }: DelivererProps,
  ) {
    const { name, kind, secret } = channel;
    super(scope, id, {
      handler: `deliver-${kind}`,
      description: `delivers pages to ${name}`,
      logGroup,
      timeout: Duration.millis(DELIVERER_TIMEOUT_MS),
      deadLetters: new DeadLetters(scope, `${id}DeadLetters`),
      environment: {
        [ENV.monitor]: formatMonitorPlace(monitor),
        [ENV.tableName]: table.tableName,
        [DELIVER_ENV.channelName]: name,
        [DELIVER_ENV.secret]: nameOf(secret),
        ...variablesOf(channel, dashboardUrl, events),
      },
    });
    this.queue = new Queue(scope, `${id}Queue`, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.millis(TRIED_EVERY_MS),
      deadLetterQueue: {
        queue: this.deadLetters,
        maxReceiveCount: Math.ceil(DELIVERY_KEPT_UP_MS / TRIED_EVERY_MS),
      },
    });
    Validations.of(this).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason:
        'On-failure destinations are for asynchronous calls: the queue moves failed messages to its own dead-letter queue.',
    });
    this.addEventSource(new SqsEventSource(this.queue, { batchSize: 1, maxConcurrency: AT_ONCE }));
    allowItems(this, table, 'dynamodb:GetItem', ['target', 'delivery']);
    allowItems(this, table, 'dynamodb:PutItem', ['delivery']);
    this.allowSecret(secret);
    if (channel.kind === 'pagerduty' && channel.apiSecret !== undefined) this.allowSecret(channel.apiSecret);
  }

  /** The ARN of a secret that is given by name, or by a part of its ARN, lacks the six random characters that AWS appends. */
  private allowSecret(secret: ISecret): void {
    this.allow(['secretsmanager:GetSecretValue'], [secret.secretFullArn ?? `${secret.secretArn}-??????`]);
    secret.encryptionKey?.grant(this, 'kms:Decrypt');
  }
}

function nameOf({ secretFullArn, secretName }: ISecret): string {
  return secretFullArn ?? secretName;
}

/** Variables that only the deliverer of one kind has. */
function variablesOf(
  channel: DeliveredChannel,
  dashboardUrl: string,
  events: ITopic,
): Readonly<Record<string, string>> {
  switch (channel.kind) {
    case 'pagerduty': {
      const { region = 'us', apiSecret } = channel;
      return {
        [CHANNEL_ENV.pagerduty.eventsUrl]: PAGERDUTY_EVENTS_URL[region],
        [CHANNEL_ENV.pagerduty.dashboardUrl]: dashboardUrl,
        ...(apiSecret !== undefined && {
          [CHANNEL_ENV.pagerduty.apiSecret]: nameOf(apiSecret),
          [CHANNEL_ENV.pagerduty.apiUrl]: PAGERDUTY_API_URL[region],
          [ENV.eventsTopicArn]: events.topicArn,
        }),
      };
    }
    case 'slack':
      return {};
    case 'webhook':
      return { [CHANNEL_ENV.webhook.url]: channel.url };
    default:
      return channel satisfies never;
  }
}
