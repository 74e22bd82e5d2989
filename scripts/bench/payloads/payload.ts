import { gzipSync } from 'node:zlib';
import { applicationText } from './application-text.ts';
import { migrateRun } from './migrate-text.ts';
import { type Random, random } from './random.ts';

/** A CloudWatch Logs subscription event, as Lambda gets it. */
export interface Payload {
  readonly awslogs: { readonly data: string };
}

/**
 * Share of golang-migrate's log events in a payload. `mixed`: 5 %, in whole runs; `dense`: all; `failing`: all, and one
 * run in four fails; `without`: 0 %.
 */
export type Mixture = 'mixed' | 'dense' | 'failing' | 'without';

/**
 * One in this many runs fails: the change failure rate of an average team.
 *
 * @see https://dora.dev/research/2024/dora-report/
 */
const FAILING = 10;
const FAILING_ON_A_BAD_DAY = 4;

const STARTED_AT = Date.UTC(2026, 5, 1, 3, 0, 0);

/** A payload with exactly `count` log events of one ECS container's stream; the same arguments make the same bytes. */
export function payload(mixture: Mixture, count: number, seed: number): Payload {
  const source = random(seed * 7919 + count);
  return encode(textsOf(mixture, source, count), source);
}

/** A delivery of 100 new log events of other software; with `own`, the last one is golang-migrate's instead. */
export function firstDelivery(own: boolean): Payload {
  const source = random(7919);
  const texts = mixedTexts(source, 100, Infinity);
  return encode(own ? [...texts.slice(1), '1/u create_users (3.5ms)'] : texts, source, {
    startedAt: Date.now(),
  });
}

function textsOf(mixture: Mixture, source: Random, count: number): string[] {
  switch (mixture) {
    case 'dense':
      return denseTexts(source, count, FAILING);
    case 'failing':
      return denseTexts(source, count, FAILING_ON_A_BAD_DAY);
    case 'mixed':
      return mixedTexts(source, count, 20);
    case 'without':
      return mixedTexts(source, count, Infinity);
  }
}

/** Wraps texts as the awslogs driver and CloudWatch Logs do: 56-digit ids that ascend, one event a line. */
export function encode(
  texts: readonly string[],
  source: Random,
  { stream = `orders/app/${source.hex(32)}`, startedAt = STARTED_AT } = {},
): Payload {
  const base = firstId(startedAt, source);
  const data = {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/ecs/production/orders',
    logStream: stream,
    subscriptionFilters: ['migrate-watch'],
    logEvents: texts.map((message, index) => ({
      id: String(base + BigInt(index) * 1_000_003n),
      timestamp: startedAt + index * 3,
      message,
    })),
  };
  return { awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } };
}

/** 56 digits that ascend with the time, so that batches of one stream follow each other. */
function firstId(startedAt: number, source: Random): bigint {
  const digits = Array.from({ length: 40 }, () => source.int(0, 9)).join('');
  return BigInt(`38${String(startedAt).padStart(14, '0')}${digits}`);
}

function denseTexts(source: Random, count: number, failing: number): string[] {
  const texts: string[] = [];
  while (texts.length < count) {
    texts.push(...migrateRun(source, STARTED_AT + texts.length * 3, count - texts.length, failing));
  }
  return texts;
}

/** Texts of which one in `share` is golang-migrate's. */
function mixedTexts(source: Random, count: number, share: number): string[] {
  const texts: string[] = [];
  let own = 0;
  while (texts.length < count) {
    const at = STARTED_AT + texts.length * 3;
    const left = count - texts.length;
    const due = Math.ceil(count / share) - own;
    // A run begins whenever its share is due, so whole runs are spread over the batch among the service's lines.
    if (due > 0 && (own * share < texts.length || due >= left)) {
      const run = migrateRun(source, at, Math.min(due, left), FAILING);
      own += run.length;
      texts.push(...run);
    } else {
      texts.push(...applicationText(source, at).slice(0, left - Math.max(due, 0)));
    }
  }
  return texts;
}
