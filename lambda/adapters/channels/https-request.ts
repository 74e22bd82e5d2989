import {
  OddAnswerError,
  PermanentDeliveryError,
  RetryableDeliveryError,
} from '../../domain/channels/delivery-error.ts';
import { printable } from '../../domain/model/printable.ts';
import { truncate } from '../../domain/model/truncate.ts';

export interface HttpsOptions {
  /** Allows plain http to loopback addresses. @default false */
  readonly allowLoopbackHttp?: boolean;
  /** Time until the answer must be there, ms. @default RECEIVER_TIMEOUT_MS */
  readonly timeoutMs?: number;
}

/** What is sent, and to where. */
export interface HttpsRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Texts that no error message may contain, even if the receiver quotes them. */
  readonly secrets: readonly string[];
}

/** An answer with a status from 200 to 299. */
interface Accepted {
  readonly response: Response;
  /** Of the receiver, for error messages. */
  readonly host: string;
}

/** Most characters of an answer that an error message quotes. */
const QUOTED = 300;
/** Most bytes of an answer that are read for an error message. */
const READ_BYTES = 4_096;
/** 4xx codes after which a later try may succeed. @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5 */
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Sends one request over HTTPS. A redirect counts as a refusal, because it would send the request to another host.
 *
 * Resolves for 2xx. No connection, no answer in time, 408, 425, 429 and 5xx throw {@link RetryableDeliveryError}. 404 to a GET throws
 * {@link OddAnswerError}. Any other answer, and an invalid address, throw {@link PermanentDeliveryError}. Error messages name the host but not the path, because the path of a Slack
 * address is the secret.
 */
export async function accepted(
  { method, url, headers, body, secrets }: HttpsRequest,
  { allowLoopbackHttp = false, timeoutMs }: Required<Pick<HttpsOptions, 'timeoutMs'>> & HttpsOptions,
): Promise<Accepted> {
  const target = addressOf(url, allowLoopbackHttp);
  const init = { method, headers, ...(body !== undefined && { body }) };
  const response = await request(target, init, timeoutMs);
  const { status } = response;
  if (status >= 200 && status < 300) return { response, host: target.host };
  const answer = await beginningOf(response);
  const message = `${target.host} answered ${status}${quote(answer, [...secrets, target.pathname])}`;
  if (status >= 500 || NOT_NOW.has(status))
    throw new RetryableDeliveryError(message, retryAfterMs(response.headers.get('retry-after')));
  // What a GET names may be gone. A POST to an address that is gone is a refusal.
  throw status === 404 && method === 'GET'
    ? new OddAnswerError(message)
    : new PermanentDeliveryError(message);
}

async function request(target: URL, { headers, ...init }: RequestInit, timeoutMs: number): Promise<Response> {
  try {
    return await fetch(target, {
      ...init,
      // Lambda freezes the process between pages, so a connection that is kept open is often dead by the next one.
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
  if (target === undefined) throw new PermanentDeliveryError('the address of the channel is not a URL');
  if (target.username !== '' || target.password !== '')
    throw new PermanentDeliveryError(`the address at ${target.host} holds credentials; expected none`);
  const isLocal = target.protocol === 'http:' && LOOPBACK.test(target.hostname);
  if (target.protocol !== 'https:' && !(allowLoopbackHttp && isLocal))
    throw new PermanentDeliveryError(
      `the address at ${target.host} begins with ${target.protocol}; expected https:`,
    );
  return target;
}

/** Reads the header in seconds, which receivers use; `null` for a date, after which the usual waits apply. @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
function retryAfterMs(header: string | null): number | null {
  return header !== null && /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : null;
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/;

/** Reads the start of the body, for the error message. The status is enough, so a body that breaks off is not an error. */
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
    // The body timed out or was cut off.
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
