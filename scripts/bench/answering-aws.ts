import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TABLE } from '../../lambda/contract/table.ts';

/** A loopback server that answers as AWS does when `ingest` stores the first lines of a log stream. */
export interface AnsweringAws {
  readonly url: string;
  /** Number of requests since the table was emptied. */
  readonly requests: number;
  /** Empties the table, so that the next delivery is again the first one. */
  empty(): void;
  close(): Promise<void>;
}

type Item = Readonly<Record<string, { readonly S?: string }>>;

const PUBLISHED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

/** Accepts every PutItem and returns all items from every Query: one origin with few items needs no more. */
export async function startAnsweringAws(): Promise<AnsweringAws> {
  const items = new Map<string, Item>();
  let requests = 0;
  const answer = (operation: string, body: string): string => {
    switch (operation) {
      case 'PutItem': {
        const { Item: item } = JSON.parse(body) as { Item: Item };
        items.set(`${item[TABLE.partitionKey]?.S} ${item[TABLE.sortKey]?.S}`, item);
        return '{}';
      }
      case 'Query':
        return JSON.stringify({
          Items: [...items].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, item]) => item),
        });
      case 'PutMetricData':
        return '{}';
      case 'Publish':
        return PUBLISHED;
      default:
        throw new Error(`ingest calls ${operation}, which the bench does not answer`);
    }
  };
  const server = createServer(async (request, response) => {
    requests += 1;
    const body = await textOf(request);
    const target = String(request.headers['x-amz-target'] ?? new URLSearchParams(body).get('Action'));
    response.end(answer(target.split('.').at(-1) ?? '', body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    empty() {
      items.clear();
      requests = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
