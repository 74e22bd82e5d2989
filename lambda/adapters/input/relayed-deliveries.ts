import { isObject } from './read-log-batch.ts';

/** The event with which CloudWatch Logs invokes a function. */
export interface LogDelivery {
  readonly awslogs: { readonly data: unknown };
}

/**
 * Log deliveries in an event of a Kinesis data stream or of Firehose, in the form in which CloudWatch Logs invokes a function;
 * `undefined` for any other event.
 *
 * Each record has one delivery, as the same gzip in base64.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 */
export function relayedDeliveries(event: unknown): readonly LogDelivery[] | undefined {
  if (!isObject(event)) return undefined;
  const { Records: fromKinesis, records: fromFirehose } = event;
  if (isFilled(fromKinesis) && fromKinesis.every(isKinesisRecord))
    return fromKinesis.map(({ kinesis }) => ({ awslogs: { data: kinesis.data } }));
  if (isFilled(fromFirehose) && fromFirehose.every(isFirehoseRecord))
    return fromFirehose.map(({ data }) => ({ awslogs: { data } }));
  return undefined;
}

function isFilled(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function isKinesisRecord(record: unknown): record is { readonly kinesis: { readonly data: unknown } } {
  return isObject(record) && isObject(record['kinesis']) && 'data' in record['kinesis'];
}

function isFirehoseRecord(record: unknown): record is { readonly recordId: string; readonly data: unknown } {
  return isObject(record) && typeof record['recordId'] === 'string' && 'data' in record;
}

/** The answer to an event of Firehose that leaves all its records as they are; `undefined` for any other event. */
export function firehoseAnswer(event: unknown): object | undefined {
  const records: unknown = isObject(event) ? event['records'] : undefined;
  if (!Array.isArray(records) || !records.every(isFirehoseRecord)) return undefined;
  return { records: records.map(({ recordId, data }) => ({ recordId, result: 'Ok', data })) };
}
