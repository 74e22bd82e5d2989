import { createServer, type IncomingMessage, request } from 'node:http';
import { loopbackOnly } from '../../scripts/emulator/loopback.ts';
import { forEmulator, type Template } from '../e2e/cloud/emulator-template.ts';

/** A proxy of the emulator that removes from uploaded templates what the emulator refuses. */
export interface TemplateProxy {
  readonly url: string;
  /** Types of what was taken out of the latest template, by logical id. */
  leftOut(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * A proxy on loopback for the emulator at `endpoint`: with it, CDK's own commands stay as they are typed.
 *
 * All passes unchanged but templates on their way to CDK's bucket.
 */
export async function openTemplateProxy(endpoint: string): Promise<TemplateProxy> {
  const target = new URL(loopbackOnly(endpoint));
  let latest: Readonly<Record<string, string>> = {};
  const server = createServer(async (incoming, outgoing) => {
    const sent = await bodyOf(incoming);
    const template = incoming.method === 'PUT' ? templateIn(sent, incoming) : undefined;
    let body = sent;
    let headers = incoming.headers;
    if (template) {
      const changed = forEmulator(template);
      latest = changed.leftOut;
      body = Buffer.from(JSON.stringify(changed.template));
      headers = { ...withoutDigests(headers), 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    }
    const onward = request(
      {
        host: target.hostname,
        port: target.port,
        method: incoming.method,
        path: incoming.url,
        headers: { ...headers, 'content-length': String(body.length), connection: 'close' },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    leftOut: () => latest,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The template that an upload holds; `undefined` for any other file. */
function templateIn(body: Buffer, { headers }: IncomingMessage): Template | undefined {
  const isChunked = headers['content-encoding']?.includes('aws-chunked') ?? false;
  const text = (isChunked ? unchunked(body) : body).toString('utf8');
  if (!text.startsWith('{')) return undefined;
  const value = JSON.parse(text) as Partial<Template>;
  return value.Resources === undefined ? undefined : (value as Template);
}

/** `<hex length>[;…]\r\n<bytes>\r\n`, until a length of 0. @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
function unchunked(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.toString('latin1', at, end), 16);
    if (!(length > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}

/** What says how the body was before. */
function withoutDigests(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const stale =
    /^(?:transfer-encoding|content-encoding|content-md5|x-amz-(?:checksum-.*|trailer|decoded-content-length|sdk-checksum-algorithm))$/;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !stale.test(name)));
}
