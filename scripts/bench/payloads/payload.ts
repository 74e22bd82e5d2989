import { gzipSync } from 'node:zlib';
import { applicationText } from './application-text.ts';
import { migrateRun } from './migrate-text.ts';
import { type Random, random } from './random.ts';

/** A CloudWatch Logs subscription event, as Lambda gets it. */
export interface Payload {
  readonly awslogs: { readonly data: string };
}

/** What the payload's log events are. `mixed`: 5 % of them golang-migrate's, in whole runs. `dense`: all of them. */
export type Mixture = 'mixed' | 'dense';

const STARTED_AT = Date.UTC(2026, 5, 1, 3, 0, 0);

/** A payload with exactly `count` log events of one ECS container's stream; the same arguments make the same bytes. */
export function payload(mixture: Mixture, count: number, seed: number): Payload {
  const source = random(seed * 7919 + count);
  const texts = mixture === 'dense' ? denseTexts(source, count) : mixedTexts(source, count);
  return encode(texts, source);
}

/** Wraps texts as the awslogs driver and CloudWatch Logs do: 56-digit ids that ascend, one event a line. */
export function encode(texts: readonly string[], source: Random): Payload {
  const base = BigInt(`38${Array.from({ length: 54 }, () => source.int(0, 9)).join('')}`);
  const data = {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/ecs/production/orders',
    logStream: `orders/app/${source.hex(32)}`,
    subscriptionFilters: ['migrate-watch'],
    logEvents: texts.map((message, index) => ({
      id: String(base + BigInt(index) * 1_000_003n),
      timestamp: STARTED_AT + index * 3,
      message,
    })),
  };
  return { awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } };
}

function denseTexts(source: Random, count: number): string[] {
  const texts: string[] = [];
  while (texts.length < count) {
    texts.push(...migrateRun(source, STARTED_AT + texts.length * 3, count - texts.length));
  }
  return texts;
}

function mixedTexts(source: Random, count: number): string[] {
  const texts: string[] = [];
  let own = 0;
  while (texts.length < count) {
    const at = STARTED_AT + texts.length * 3;
    const left = count - texts.length;
    const due = Math.ceil(count / 20) - own;
    // A run begins wherever its share falls due, so runs lie spread over the batch, whole, among the service's lines.
    if (due > 0 && (own * 20 < texts.length || due >= left)) {
      const run = migrateRun(source, at, Math.min(due, left));
      own += run.length;
      texts.push(...run);
    } else {
      texts.push(...applicationText(source, at).slice(0, left - Math.max(due, 0)));
    }
  }
  return texts;
}
