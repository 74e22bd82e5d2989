import { REAL_RETRIES } from '../real-retries.ts';
import { AwsError, isTransient } from './aws-error.ts';
import { endpointOf, type Service } from './endpoint.ts';
import { type Post, post } from './post.ts';
import { signed } from './sign.ts';

/*
 * The deployed functions use these clients instead of the SDK's; docs/decisions/0047 says why. `scripts/bundle.ts` bundles
 * `client-<name>.ts` instead of `@aws-sdk/client-<name>`, so that adapters, tests and the command line name the SDK only.
 * test/adapters/aws-clients.test.ts compares the requests of both.
 */

/** One request: what a {@link Command} sends, without address and signature. */
export interface AwsRequest {
  /** @default '/' */
  readonly path?: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** An operation with its input. */
export interface Command<Output> {
  request(): AwsRequest;
  /** The output, from the body of the answer. */
  read(answer: string): Output;
}

/** The SDK's default. */
const ATTEMPTS = 3;
/** Longest wait before the second attempt; it doubles for the third. */
const WAIT_MS = 100;

/** A client of one service. Region, credentials and endpoint come from the environment that Lambda gives to a function. */
export class AwsClient {
  readonly #service: Service;
  readonly #post: Post;

  constructor(service: Service, byPost: Post = post) {
    this.#service = service;
    this.#post = byPost;
  }

  /**
   * Sends the command, up to three times if the service is out of reach, throttles or fails.
   *
   * @throws {AwsError} whose `name` is the service's code for the error; Node's error when there is no answer.
   */
  async send<Output>(command: Command<Output>): Promise<Output> {
    const request = command.request();
    const { random, pause } = REAL_RETRIES;
    for (let attempt = 1; ; attempt++) {
      try {
        return command.read(await this.#try(request));
      } catch (error) {
        if (attempt === ATTEMPTS || !isTransient(error)) throw error;
        await pause(random() * WAIT_MS * 2 ** (attempt - 1));
      }
    }
  }

  async #try({ path = '/', headers, body }: AwsRequest): Promise<string> {
    const { region, url } = endpointOf(this.#service);
    const { status, text } = await this.#post(new URL(path, url), {
      headers: signed({
        service: this.#service.signedAs ?? this.#service.host,
        region,
        host: url.host,
        path,
        headers,
        body,
        at: new Date(),
      }),
      body,
    });
    if (status >= 300) throw AwsError.of(status, text);
    return text;
  }
}
