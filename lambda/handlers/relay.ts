import { LambdaClient } from '@aws-sdk/client-lambda';
import { LambdaRelay } from '../adapters/aws/lambda-relay.ts';
import { firehoseAnswer } from '../adapters/input/relayed-deliveries.ts';
import { ConfigError } from '../config/read-env.ts';
import { RELAY_ENV } from '../contract/env.ts';

let known: LambdaRelay | undefined;

/**
 * Hands the log deliveries in `event` on to the ingest function, from within a subscriber that is there already.
 *
 * `ingestFunction` is its name or ARN, `INGEST_FUNCTION` of the environment when left out. Resolves with the number of
 * deliveries once Lambda has accepted them all. Throws for an event that is none: see {@link LambdaRelay.relay}.
 */
export async function relay(
  event: unknown,
  ingestFunction = process.env[RELAY_ENV.ingestFunction],
): Promise<number> {
  if (!ingestFunction) throw new ConfigError('relay', [`${RELAY_ENV.ingestFunction} is not set`]);
  known ??= new LambdaRelay(new LambdaClient());
  return known.relay(event, ingestFunction);
}

/** A subscriber that does nothing else. Firehose gets its records back unchanged. */
export const handler = async (event: unknown): Promise<unknown> => {
  await relay(event);
  return firehoseAnswer(event);
};
