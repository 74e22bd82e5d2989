import { Duration, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import {
  DELIVERER_TIMEOUT_MS,
  DELIVERY_KEPT_UP_MS,
  PAGERDUTY_EVENTS_URL,
} from '../../../lambda/contract/deliverer.ts';
import { CHANNEL_ENV, DELIVER_ENV, ENV } from '../../../lambda/contract/env.ts';
import type { DeliveredChannel } from '../channel.ts';
import { allowItems } from '../table-access.ts';
import { DeadLetters } from './dead-letters.ts';
import { MonitorFunction } from './monitor-function.ts';

export interface DelivererProps {
  readonly channel: DeliveredChannel;
  readonly table: ITable;
  readonly logGroup: ILogGroup;
  /** Where PagerDuty's alerts say that they come from. */
  readonly dashboardUrl: string;
}

/** What an invocation that fails leaves behind comes again after so long; less would show it to two at once. @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const TRIED_EVERY_MS = 6 * DELIVERER_TIMEOUT_MS;
/** Pages at a time. They come one by one; it keeps a channel that is slow to answer from taking the account's concurrency. */
const AT_ONCE = 5;

/**
 * Brings pages to one channel. It reads one secret, looks at incidents, and keeps what it sent; nothing else.
 *
 * Its topics write to {@link queue}, which holds on to each page until the receiver took it, for hours.
 */
export class Deliverer extends MonitorFunction {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { channel, table, logGroup, dashboardUrl }: DelivererProps) {
    const { name, kind, secret } = channel;
    super(scope, id, {
      handler: `deliver-${kind}`,
      description: `brings pages to ${name}`,
      logGroup,
      timeout: Duration.millis(DELIVERER_TIMEOUT_MS),
      deadLetters: new DeadLetters(scope, `${id}DeadLetters`),
      environment: {
        [ENV.tableName]: table.tableName,
        [DELIVER_ENV.channelName]: name,
        [DELIVER_ENV.secret]: secret.secretFullArn ?? secret.secretName,
        ...variablesOf(channel, dashboardUrl),
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
      reason: 'Destinations are for streams: a queue that is read keeps what failed in its own dead letters.',
    });
    this.addEventSource(new SqsEventSource(this.queue, { batchSize: 1, maxConcurrency: AT_ONCE }));
    allowItems(this, table, 'dynamodb:GetItem', ['target', 'delivery']);
    allowItems(this, table, 'dynamodb:PutItem', ['delivery']);
    this.allowSecret(secret);
  }

  /** Of a secret that is known by its name alone, AWS's six random characters at the end are not known. */
  private allowSecret(secret: ISecret): void {
    this.allow(['secretsmanager:GetSecretValue'], [secret.secretFullArn ?? `${secret.secretArn}-??????`]);
    secret.encryptionKey?.grant(this, 'kms:Decrypt');
  }
}

/** What the deliverer of one kind is told beside what all are told. */
function variablesOf(channel: DeliveredChannel, dashboardUrl: string): Readonly<Record<string, string>> {
  switch (channel.kind) {
    case 'pagerduty':
      return {
        [CHANNEL_ENV.pagerduty.eventsUrl]: PAGERDUTY_EVENTS_URL[channel.region ?? 'us'],
        [CHANNEL_ENV.pagerduty.dashboardUrl]: dashboardUrl,
      };
    case 'slack':
      return {};
    case 'webhook':
      return { [CHANNEL_ENV.webhook.url]: channel.url };
    default:
      return channel satisfies never;
  }
}
