import { RECEIVER_TIMEOUT_MS } from '../../contract/deliverer.ts';
import { PermanentDeliveryError, RetryableDeliveryError } from '../../domain/channels/delivery-error.ts';
import { printable } from '../../domain/model/printable.ts';
import { truncate } from '../../domain/model/truncate.ts';

/** One POST to a receiver. */
export interface HttpsRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Texts that no message of an error may repeat, even when the receiver quotes them. */
  readonly secrets: readonly string[];
}

/** Resolves when the receiver answered 2xx. */
export type HttpsPost = (request: HttpsRequest) => Promise<void>;

/** How much of an answer a message quotes, and how much of it is read at all. */
const QUOTED = 300;
const READ_BYTES = 4_096;
/** 4xx that say *not now*. @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5 */
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);

export interface HttpsOptions {
  /** Lets addresses on this machine be plain http; default: no. */
  readonly allowLoopbackHttp?: boolean;
  /** Until the answer is there, ms; default {@link RECEIVER_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
}

/**
 * Posts JSON over HTTPS, and nowhere else: a redirect is a refusal, because it would carry the page to another host.
 *
 * 2xx is taken. No connection, no answer in time, 408, 425, 429 and 5xx throw {@link RetryableDeliveryError}; everything
 * else, and an address that is none, throws {@link PermanentDeliveryError}. Messages name the host, never the path:
 * Slack's is the secret itself.
 */
export function httpsPost({
  allowLoopbackHttp = false,
  timeoutMs = RECEIVER_TIMEOUT_MS,
}: HttpsOptions): HttpsPost {
  return async ({ url, headers = {}, body, secrets }) => {
    const target = addressOf(url, allowLoopbackHttp);
    const response = await request(target, { method: 'POST', headers, body }, timeoutMs);
    const { status } = response;
    if (status >= 200 && status < 300) {
      await response.body?.cancel();
      return;
    }
    const answer = await beginningOf(response);
    const message = `${target.host} answered ${status}${quote(answer, [...secrets, target.pathname])}`;
    if (status >= 500 || NOT_NOW.has(status))
      throw new RetryableDeliveryError(message, retryAfterMs(response.headers.get('retry-after')));
    throw new PermanentDeliveryError(message);
  };
}

async function request(target: URL, { headers, ...init }: RequestInit, timeoutMs: number): Promise<Response> {
  try {
    return await fetch(target, {
      ...init,
      // A connection kept open over Lambda's sleep is often dead by the next page, and a POST is not sent again by itself.
      headers: {
        'content-type': 'application/json',
        'user-agent': 'migrate-watch',
        connection: 'close',
        ...(headers as Record<string, string>),
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw new RetryableDeliveryError(`${target.host} ${faultOf(error, timeoutMs)}`);
  }
}

function addressOf(url: string, allowLoopbackHttp: boolean): URL {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target === undefined) throw new PermanentDeliveryError('the address of the channel is no URL');
  if (target.username !== '' || target.password !== '')
    throw new PermanentDeliveryError(`the address at ${target.host} holds credentials; expected none`);
  const isLocal = target.protocol === 'http:' && LOOPBACK.test(target.hostname);
  if (target.protocol !== 'https:' && !(allowLoopbackHttp && isLocal))
    throw new PermanentDeliveryError(
      `the address at ${target.host} begins with ${target.protocol}; expected https:`,
    );
  return target;
}

/** Seconds, as receivers send them; for a date, the queue's own pause has to do. @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
function retryAfterMs(header: string | null): number | null {
  return header !== null && /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : null;
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/;

/** Reads no further than an error message quotes. The status has said what matters, so it is no fault if the rest breaks off. */
async function beginningOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= READ_BYTES) break;
    }
  } catch {
    // Timed out or cut off.
  }
  return Buffer.concat(chunks).toString('utf8');
}

function quote(answer: string, secrets: readonly string[]): string {
  const masked = secrets
    .filter((secret) => secret.length > 1)
    .reduce((text, secret) => text.replaceAll(secret, '‹secret›'), answer);
  const text = printable(masked).trim();
  return text === '' ? '' : `: ${truncate(text, QUOTED)}`;
}

function faultOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return `is out of reach: ${String(error)}`;
  if (error.name === 'TimeoutError') return `gave no answer within ${timeoutMs / 1_000} s`;
  const { code, message } = (error.cause ?? error) as { readonly code?: string; readonly message?: string };
  return `is out of reach: ${code ?? message ?? error.message}`;
}
