import * as http from 'node:http';
import * as https from 'node:https';

/** Connections stay open between requests, as with the SDK. */
const KEPT = { keepAlive: true, maxSockets: 50 };
const AGENT = new https.Agent(KEPT);
/** For endpoints in tests. */
const PLAIN_AGENT = new http.Agent(KEPT);

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Posts the body and reads the whole answer, whatever its status. @throws Node's error when there is no answer */
export type Post = (url: URL, sent: Sent) => Promise<{ readonly status: number; readonly text: string }>;

/** {@link Post} over the network. */
export const post: Post = (url, { headers, body }) => {
  const isPlain = url.protocol === 'http:';
  return new Promise((resolve, reject) => {
    const request = (isPlain ? http : https).request(
      url,
      {
        method: 'POST',
        agent: isPlain ? PLAIN_AGENT : AGENT,
        headers: {
          ...headers,
          'content-length': Buffer.byteLength(body),
          'user-agent': 'migrate-watch',
          ...traceOfInvocation(),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
};

/**
 * By this header Lambda recognises functions that call each other in a circle.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
function traceOfInvocation(): Record<string, string> {
  const trace = process.env['_X_AMZN_TRACE_ID'];
  return trace ? { 'x-amzn-trace-id': trace } : {};
}
