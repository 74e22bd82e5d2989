import { CALL_ATTEMPTS, CALL_LIMITS, type CallLimits } from '../../contract/call-limits.ts';

/** What a client of the AWS SDK is made with here. Region, credentials and endpoints come from the SDK's own chain. */
interface LimitedConfig {
  readonly maxAttempts: number;
  /** Options of the SDK's own HTTP handler. Without `throwOnRequestTimeout` the SDK only logs that the time is over, and waits on. */
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
    /** A request's time ends when its answer begins. This one ends an answer that stops in the middle. */
    readonly socketTimeout: number;
  };
}

/** A new client, such as `limitedClient(SNSClient)`. Its calls end with an error if AWS does not answer: see {@link CALL_LIMITS}. */
export function limitedClient<Client>(kind: new (config: LimitedConfig) => Client): Client {
  return new kind(limitedConfig());
}

/** The configuration of {@link limitedClient}. Tests give shorter limits. */
export function limitedConfig({ connectionMs, requestMs }: CallLimits = CALL_LIMITS): LimitedConfig {
  return {
    maxAttempts: CALL_ATTEMPTS,
    requestHandler: {
      connectionTimeout: connectionMs,
      requestTimeout: requestMs,
      throwOnRequestTimeout: true,
      socketTimeout: requestMs,
    },
  };
}
