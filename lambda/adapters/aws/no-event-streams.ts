/**
 * Replaces the SDK's event streams in the deployed bundles, which saves 12 KB. The clients prepare them, but only operations that answer
 * with a stream of events use them, such as StartLiveTail of CloudWatch Logs. None of our functions calls one.
 *
 * @see https://smithy.io/2.0/spec/streaming.html
 */
export function resolveEventStreamSerdeConfig<T extends object>(config: T): T {
  return config;
}

/** @throws always, because no function uses an event stream */
export function eventStreamSerdeProvider(): never {
  throw new Error('an operation with an event stream was called; the functions are built without them');
}

/** The protocols import it when an operation has a stream of events. */
export class EventStreamSerde {
  /** @throws always, because no function uses an event stream */
  constructor() {
    eventStreamSerdeProvider();
  }
}
