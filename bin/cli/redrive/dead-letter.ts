/** A message of a dead-letter queue, as SQS returns it. */
export interface QueueMessage {
  readonly body: string;
  /** Values of its message attributes; EventBridge names the target and the error there. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The request that a message asks to repeat. */
export type DeadLetter =
  /** Invoke this function with this payload. */
  | {
      readonly kind: 'invocation';
      readonly functionArn: string;
      readonly payload: unknown;
      /** Why the message is here, in the platform's words only. */
      readonly cause: string;
    }
  /** A message that a topic could not deliver; the subscription names the receiver. */
  | {
      readonly kind: 'notification';
      readonly topicArn: string;
      readonly notification: Json;
      readonly cause: string;
    }
  | { readonly kind: 'foreign'; readonly why: string };

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads what Lambda's on-failure destination, EventBridge, EventBridge Scheduler and SNS put into a dead-letter queue.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 */
export function readDeadLetter({ body, attributes }: QueueMessage): DeadLetter {
  let read: unknown;
  try {
    read = JSON.parse(body);
  } catch {
    return foreign('its body is not JSON');
  }
  const { TARGET_ARN: functionArn, ERROR_CODE: code, IS_PAYLOAD_TRUNCATED: truncated } = attributes;
  if (functionArn !== undefined) {
    if (truncated === 'true') return foreign('EventBridge kept only a part of its payload');
    return { kind: 'invocation', functionArn, payload: read, cause: wordOf(code) ?? 'not delivered' };
  }
  if (!isObject(read)) return foreign(NO_RECORD);
  return failedInvocation(read) ?? notification(read, attributes) ?? foreign(NO_RECORD);
}

const NO_RECORD = 'it is not a record of Lambda, EventBridge or SNS';

function foreign(why: string): DeadLetter {
  return { kind: 'foreign', why };
}

function failedInvocation({ requestContext, requestPayload, responsePayload }: Json): DeadLetter | undefined {
  if (!isObject(requestContext) || requestPayload === undefined) return undefined;
  const { functionArn, condition, approximateInvokeCount: tries } = requestContext;
  if (typeof functionArn !== 'string') return undefined;
  const error = isObject(responsePayload) ? wordOf(responsePayload['errorType']) : undefined;
  const words = [wordOf(condition), typeof tries === 'number' ? `tries: ${tries}` : undefined, error];
  return {
    kind: 'invocation',
    functionArn,
    payload: requestPayload,
    cause: words.filter(Boolean).join(', ') || 'failed',
  };
}

function notification(read: Json, { ErrorCode }: QueueMessage['attributes']): DeadLetter | undefined {
  const { Type, TopicArn: topicArn, Message } = read;
  if (Type !== 'Notification' || typeof topicArn !== 'string' || typeof Message !== 'string')
    return undefined;
  return { kind: 'notification', topicArn, notification: read, cause: wordOf(ErrorCode) ?? 'not delivered' };
}

/** Only names of errors and conditions: an error's message could quote the request. */
function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z][\w.]{0,79}$/.test(value) ? value : undefined;
}

/**
 * The event that SNS invokes a function with for this message.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export function snsEvent(notification: Json, subscriptionArn: string): object {
  const { SigningCertURL, UnsubscribeURL, ...rest } = notification;
  const Sns = { ...rest, SigningCertUrl: SigningCertURL, UnsubscribeUrl: UnsubscribeURL };
  return {
    Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscriptionArn, Sns }],
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
