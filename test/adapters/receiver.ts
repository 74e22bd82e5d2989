import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that a receiver got. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The answer of a receiver; `silence` means that it never answers. */
export type Answer =
  | {
      readonly status: number;
      readonly body?: string;
      readonly location?: string;
      readonly retryAfter?: string | undefined;
    }
  | { readonly status: number; readonly stalls: true }
  | 'silence'
  | 'hang-up';

/** An HTTP receiver in this process, on loopback. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  answer: (request: Received) => Answer;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '' } = request;
      const one = { method, path, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(one);
      const answer = receiver.answer(one);
      if (answer === 'silence') return;
      if (answer === 'hang-up') {
        request.socket.destroy();
        return;
      }
      if ('stalls' in answer) {
        response.writeHead(answer.status).write('{');
        return;
      }
      const { status, body = '', location, retryAfter } = answer;
      const headers = { ...(location && { location }), ...(retryAfter && { 'retry-after': retryAfter }) };
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}`,
    received,
    answer: () => ({ status: 200, body: 'ok' }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

/** Answers as PagerDuty's Events API v2 does, and makes the checks that its documentation names. @see https://developer.pagerduty.com/docs/send-alert-event */
export function asPagerDuty({ path, body }: Received): Answer {
  const event = JSON.parse(body) as Record<string, unknown> & { payload?: Record<string, string> };
  const errors = [
    ...(String(event['routing_key']).length === 32
      ? []
      : ["Length of 'routing_key' is incorrect (should be 32 characters)"]),
    ...(path === '/v2/change/enqueue' ? changeErrors(event.payload) : alertErrors(event)),
  ];
  return errors.length === 0
    ? { status: 202, body: JSON.stringify({ status: 'success', message: 'Event processed' }) }
    : {
        status: 400,
        body: JSON.stringify({ status: 'invalid event', message: 'Event object is invalid', errors }),
      };
}

function alertErrors(event: Record<string, unknown> & { payload?: Record<string, string> }): string[] {
  const { event_action: action, dedup_key: key, payload } = event;
  return [
    ...(['trigger', 'acknowledge', 'resolve'].includes(String(action)) ? [] : ["'event_action' is missing"]),
    ...(typeof key === 'string' && key.length <= 255 ? [] : ["'dedup_key' is too long"]),
    ...(action !== 'trigger' ? [] : changeErrors(payload)),
    ...(action !== 'trigger' ||
    ['critical', 'error', 'warning', 'info'].includes(String(payload?.['severity']))
      ? []
      : ["'severity' is invalid"]),
  ];
}

function changeErrors(payload: Record<string, string> | undefined): string[] {
  const summary = payload?.['summary'] ?? '';
  return [
    ...(summary.length > 0 && summary.length <= 1_024 ? [] : ["'summary' is missing or too long"]),
    ...(payload?.['source'] ? [] : ["'source' is missing"]),
  ];
}
