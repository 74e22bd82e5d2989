import { ASKED_TIMEOUT_MS } from '../../contract/deliverer.ts';
import { OddAnswerError, RetryableDeliveryError } from '../../domain/channels/delivery-error.ts';
import { accepted, type HttpsOptions } from './https-request.ts';

/** One GET from a receiver. */
export interface HttpsGetRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Texts that no error message may contain, even if the receiver quotes them. */
  readonly secrets: readonly string[];
}

/** Resolves with the JSON that the receiver answered. */
export type HttpsGet = (request: HttpsGetRequest) => Promise<unknown>;

/** Most bytes of an answer. A page of 25 alerts with 50 KB of details each fits. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Gets JSON over HTTPS. An answer that is too large, or is not JSON, throws {@link OddAnswerError}. Other errors are those of
 * {@link accepted}.
 */
export function httpsGet({ timeoutMs = ASKED_TIMEOUT_MS, ...options }: HttpsOptions): HttpsGet {
  return async (request) => {
    const { response, host } = await accepted({ method: 'GET', ...request }, { ...options, timeoutMs });
    const text = await textOf(response, host);
    try {
      return JSON.parse(text);
    } catch {
      // The error of JSON.parse is not kept as the cause, because it quotes the answer.
      throw new OddAnswerError(`${host} answered ${response.status} with a text that is not JSON`);
    }
  };
}

async function textOf(response: Response, host: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    throw new RetryableDeliveryError(`${host} broke off in its answer`);
  }
  if (bytes > MOST_BYTES) throw new OddAnswerError(`${host} answered with more than ${MOST_BYTES} bytes`);
  return Buffer.concat(chunks).toString('utf8');
}
