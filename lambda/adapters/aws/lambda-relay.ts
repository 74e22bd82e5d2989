import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { isObject } from '../input/read-log-batch.ts';
import { type LogDelivery, relayedDeliveries } from '../input/relayed-deliveries.ts';

/** Hands log deliveries on to the ingest function of a monitor. */
export class LambdaRelay {
  readonly #lambda: LambdaClient;

  constructor(lambda: LambdaClient) {
    this.#lambda = lambda;
  }

  /**
   * Resolves with the number of deliveries in `event` when Lambda has accepted them all: what CloudWatch Logs invokes a
   * function with, records of a Kinesis data stream, or of Firehose.
   *
   * Throws for any other event, before anything is handed on, and when Lambda does not accept one. Then hand the whole
   * event on again: log events that came before are recognised. `ingestFunction` is a name or an ARN; the
   * caller's role needs `lambda:InvokeFunction` on it.
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
      'this event is no log delivery; expected awslogs.data, records of a Kinesis data stream, or of Firehose',
    );
  }
  return { awslogs: { data: awslogs['data'] } };
}
