import { RECEIVER_TIMEOUT_MS } from '../../contract/deliverer.ts';
import { accepted, type HttpsOptions } from './https-request.ts';

/** One POST to a receiver. */
export interface HttpsPostRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Texts that no error message may contain, even if the receiver quotes them. */
  readonly secrets: readonly string[];
}

/** Resolves when the receiver answered 2xx. */
export type HttpsPost = (request: HttpsPostRequest) => Promise<void>;

/** Posts JSON over HTTPS. Errors are those of {@link accepted}. */
export function httpsPost({ timeoutMs = RECEIVER_TIMEOUT_MS, ...options }: HttpsOptions): HttpsPost {
  return async ({ headers = {}, ...request }) => {
    const { response } = await accepted({ method: 'POST', headers, ...request }, { ...options, timeoutMs });
    await response.body?.cancel();
  };
}
