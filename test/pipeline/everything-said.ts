import fc from 'fast-check';
import { card } from '../../bin/cli/card.ts';
import { reportDocument } from '../../bin/cli/report/document.ts';
import { runJson } from '../../bin/cli/run-json.ts';
import { readLogText } from '../../lambda/adapters/input/read-log-text.ts';
import { explainRuns } from '../../lambda/domain/incidents/explained-run.ts';
import type { LogBatch } from '../../lambda/domain/model/log-batch.ts';
import { explainText } from '../../lambda/pipeline/explain-text.ts';
import { NIGHT } from './page-world.ts';
import { piecesIn } from './planted.ts';
import { WatchedWorld } from './watched-world.ts';

export const LOG_GROUP = '/ecs/orders';
export const LOG_STREAM = 'orders/migrate/0123456789abcdef0123456789abcdef';

/** How the log events of one run come: cut, in which batches, in what order, and how often. */
export interface Arrival {
  /** Cuts one log event in two: which one, and where. Agents cut lines at 16 or 256 KB, wherever that is. */
  readonly cut: readonly [event: number, at: number] | undefined;
  /** Batch of each event, modulo their number. */
  readonly batches: readonly number[];
  /** Sort keys of the batches. */
  readonly order: readonly number[];
  readonly twice: boolean;
  /** Does a re-read of the log stream work? */
  readonly reread: boolean;
}

export const arrival: fc.Arbitrary<Arrival> = fc.record({
  cut: fc.option(fc.tuple(fc.nat(40), fc.nat(400)), { nil: undefined }),
  batches: fc.oneof(
    fc.constant([0]),
    fc.array(fc.nat(4), { minLength: 1, maxLength: 30 }),
    fc.constant([0, 1, 2, 3, 4, 5, 6, 7]),
  ),
  order: fc.array(fc.nat(99), { minLength: 8, maxLength: 8 }),
  twice: fc.boolean(),
  reread: fc.boolean(),
});

function eventsOf(messages: readonly string[], { cut }: Arrival): LogBatch['events'] {
  const pieces = [...messages];
  if (cut !== undefined) {
    const [index, at] = [cut[0] % pieces.length, cut[1]];
    const text = pieces[index]!;
    if (at > 0 && at < text.length) pieces.splice(index, 1, text.slice(0, at), text.slice(at));
  }
  return pieces.map((text, index) => ({
    id: String(index).padStart(56, '3'),
    timestamp: NIGHT + index * 150,
    message: text,
  }));
}

/** Everything that a run with these log events makes the monitor and the command line say. */
export async function everythingSaid(
  messages: readonly string[],
  how: Arrival,
  platform: { readonly before?: unknown; readonly after?: unknown } = {},
): Promise<readonly { where: string; text: string }[]> {
  const events = eventsOf(messages, how);
  const whole = { logGroup: LOG_GROUP, logStream: LOG_STREAM, events };
  const world = new WatchedWorld(NIGHT + 10_000, how.reread ? whole : undefined);
  const batches = [...new Set(how.batches)]
    .map((name) => ({
      ...whole,
      events: events.filter((_, index) => how.batches[index % how.batches.length] === name),
    }))
    .filter((batch) => batch.events.length > 0)
    .map((batch, index) => ({ batch, key: how.order[index % how.order.length]! }))
    .sort((a, b) => a.key - b.key);
  if (platform.before !== undefined) await world.lifecycle(platform.before);
  for (const { batch } of batches) await world.batch(batch);
  if (how.twice) for (const { batch } of batches) await world.batch(batch);
  if (platform.after !== undefined) await world.lifecycle(platform.after);
  for (const minutes of [3, 10, 10, 180]) await world.sweepAfter(minutes);
  const runs = explainText(
    readLogText(
      Buffer.from(
        `${events
          .map(({ message }) => message)
          .join('\n')
          .replaceAll('\0', '')}\n`,
      ),
    ),
  );
  const recorded = world.records.map(({ run }) => run);
  const report = {
    title: 'week',
    lead: '',
    runs: explainRuns(recorded, []),
    incidents: null,
    pages: world.pages,
    span: null,
  };
  return [
    ...world.seen,
    ...runs.flatMap((run) => [
      { where: 'parse', text: card(run) },
      { where: 'parse --json', text: JSON.stringify(runJson(run)) },
    ]),
    { where: 'HTML', text: unescaped(await reportDocument(report)) },
  ];
}

function unescaped(html: string): string {
  return html
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(quot|lt|gt|amp);/g, (_, name: 'quot') => ({ quot: '"', lt: '<', gt: '>', amp: '&' })[name]);
}

/** Where pieces of the secret came out; at most three, for a message that can be read. */
export function leaks(said: readonly { where: string; text: string }[], secret: string): readonly string[] {
  const found = said.flatMap(({ where, text }) =>
    piecesIn(text, secret).map((piece) => `${where}: ${piece}`),
  );
  return [...new Set(found)].slice(0, 3);
}
