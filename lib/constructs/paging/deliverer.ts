import { Duration, Stack, Token, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { DETAIL_TYPES, EVENT_SOURCE } from '../../../lambda/contract/bus-events.ts';
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
import type { DeliveredChannel, EventBridgeChannel } from './channel.ts';

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
 * Delivers pages to one channel. It reads the channel's secrets, or puts events on its bus; it reads incidents, and writes its delivery
 * log. It has no other rights, except that one which asks its receiver may publish to `events`: see {@link Paging.reach}.
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
    const { name, kind } = channel;
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
        ...variablesOf(channel, { scope, dashboardUrl, events }),
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
    if (channel.kind === 'eventbridge') this.allowBus(channel);
    else this.allowSecret(channel.secret);
    if (channel.kind === 'pagerduty' && channel.apiSecret !== undefined) this.allowSecret(channel.apiSecret);
  }

  /** The ARN of a secret that is given by name, or by a part of its ARN, lacks the six random characters that AWS appends. */
  private allowSecret(secret: ISecret): void {
    this.allow(['secretsmanager:GetSecretValue'], [secret.secretFullArn ?? `${secret.secretArn}-??????`]);
    secret.encryptionKey?.grant(this, 'kms:Decrypt');
  }

  /** The right to put its own events on its bus; not those by which a deploy says that it expects a run. */
  private allowBus(channel: EventBridgeChannel): void {
    this.addToRolePolicy(
      new PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [busArnOf(channel, this)],
        conditions: {
          // A request may have several entries.
          'ForAllValues:StringEquals': {
            'events:source': [EVENT_SOURCE],
            'events:detail-type': Object.values(DETAIL_TYPES),
          },
          // ForAllValues is also true when there is no value at all.
          Null: { 'events:source': 'false', 'events:detail-type': 'false' },
        },
      }),
    );
  }
}

/** @throws when the bus is known to be of another Region: EventBridge would take the events and drop them */
function busArnOf({ name, eventBus }: EventBridgeChannel, scope: Construct): string {
  const stack = Stack.of(scope);
  const arn =
    eventBus?.eventBusArn ??
    stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
  const region = Token.isUnresolved(arn) ? undefined : arn.split(':')[3];
  if (region !== undefined && !Token.isUnresolved(stack.region) && region !== stack.region)
    throw new Error(
      `channel '${name}' sends to ${arn}; expected an event bus in ${stack.region}, where a rule can pass events on to other Regions`,
    );
  return arn;
}

function nameOf({ secretFullArn, secretName }: ISecret): string {
  return secretFullArn ?? secretName;
}

/** Variables that only the deliverer of one kind has. */
function variablesOf(
  channel: DeliveredChannel,
  { scope, dashboardUrl, events }: Pick<DelivererProps, 'dashboardUrl' | 'events'> & { scope: Construct },
): Readonly<Record<string, string>> {
  switch (channel.kind) {
    case 'pagerduty': {
      const { region = 'us', secret, apiSecret } = channel;
      return {
        [DELIVER_ENV.secret]: nameOf(secret),
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
      return { [DELIVER_ENV.secret]: nameOf(channel.secret) };
    case 'webhook':
      return {
        [DELIVER_ENV.secret]: nameOf(channel.secret),
        [CHANNEL_ENV.webhook.url]: channel.url,
      };
    case 'eventbridge':
      return { [CHANNEL_ENV.eventbridge.busArn]: busArnOf(channel, scope) };
    default:
      return channel satisfies never;
  }
}
