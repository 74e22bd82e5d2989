import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { isObject } from '../input/read-log-batch.ts';
import { type LogDelivery, relayedDeliveries } from '../input/relayed-deliveries.ts';

/** Passes log deliveries to the ingest function of a monitor. */
export class LambdaRelay {
  readonly #lambda: LambdaClient;

  constructor(lambda: LambdaClient) {
    this.#lambda = lambda;
  }

  /**
   * Passes on the deliveries in an event of CloudWatch Logs, a Kinesis data stream or Firehose.
   *
   * @param ingestFunction name or ARN; the caller's role needs `lambda:InvokeFunction` on it
   * @returns the number of deliveries, after Lambda has accepted them all
   * @throws for any other event, before anything is passed on, and when Lambda does not accept a delivery. Then relay the whole event
   * again: log events that arrive twice are stored once.
   */
  async relay(event: unknown, ingestFunction: string): Promise<number> {
    const deliveries = relayedDeliveries(event) ?? [logDelivery(event)];
    for (const delivery of deliveries) {
      await this.#lambda.send(
        new InvokeCommand({
          FunctionName: ingestFunction,
          InvocationType: 'Event',
          Payload: Buffer.from(JSON.stringify(delivery)),
        }),
      );
    }
    return deliveries.length;
  }
}

function logDelivery(event: unknown): LogDelivery {
  const awslogs = isObject(event) ? event['awslogs'] : undefined;
  if (!isObject(awslogs) || !('data' in awslogs)) {
    throw new Error(
      'this event is not a log delivery; expected awslogs.data, or records of a Kinesis data stream or of Firehose',
    );
  }
  return { awslogs: { data: awslogs['data'] } };
}
