import { LambdaClient } from '@aws-sdk/client-lambda';
import { LambdaRelay } from '../adapters/aws/lambda-relay.ts';
import { limitedClient } from '../adapters/aws/limited-client.ts';
import { firehoseAnswer } from '../adapters/input/relayed-deliveries.ts';
import { ConfigError } from '../config/read-env.ts';
import { RELAY_ENV } from '../contract/env.ts';

let known: LambdaRelay | undefined;

/**
 * Passes the log deliveries in `event` to the ingest function. For use inside a function that already subscribes to a log group.
 *
 * @param ingestFunction name or ARN; defaults to `INGEST_FUNCTION` of the environment
 * @returns the number of deliveries, after Lambda has accepted them all
 * @throws for any other event: see {@link LambdaRelay.relay}
 */
export async function relay(
  event: unknown,
  ingestFunction = process.env[RELAY_ENV.ingestFunction],
): Promise<number> {
  if (!ingestFunction) throw new ConfigError('relay', [`${RELAY_ENV.ingestFunction} is not set`]);
  known ??= new LambdaRelay(limitedClient(LambdaClient));
  return known.relay(event, ingestFunction);
}

/** Entry point of a subscriber that only relays. Returns the records of Firehose unchanged. */
export const handler = async (event: unknown): Promise<unknown> => {
  await relay(event);
  return firehoseAnswer(event);
};
