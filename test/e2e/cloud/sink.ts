import { createServer, type IncomingHttpHeaders } from 'node:http';

/** One request as it arrived. */
export interface SinkRequest {
  /** Epoch ms. */
  readonly at: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP endpoint on loopback that keeps what it is sent. */
export interface Sink {
  readonly url: string;
  /** Everything so far, refused or not, in order of arrival. */
  readonly requests: readonly SinkRequest[];
  /** From now on `path` answers with this status; 202 if left out, as PagerDuty does. */
  answer(path: string, status?: number): void;
  close(): Promise<void>;
}

export async function openSink(): Promise<Sink> {
  const requests: SinkRequest[] = [];
  const answers = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '/';
      const body = Buffer.concat(chunks).toString('utf8');
      requests.push({ at: Date.now(), path, headers: request.headers, body });
      response.writeHead(answers.get(path) ?? 202, { 'content-type': 'application/json' });
      response.end('{"status":"success","message":"Event processed"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sink has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    answer: (path, status = 202) => answers.set(path, status),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
