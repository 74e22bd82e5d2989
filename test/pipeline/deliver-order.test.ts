import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPage } from '../../lambda/domain/channels/change-message.ts';
import { pagerDutyEvent } from '../../lambda/domain/channels/pagerduty/event.ts';
import { slackMessage } from '../../lambda/domain/channels/slack/message.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import type { DeliverContext } from '../../lambda/pipeline/deliver.ts';
import { handMadePage, INCIDENT_KEY } from '../builders/notices.ts';
import { DeliverWorld, incidentAt } from './deliver-world.ts';

/** Where an attempt dies: at its n-th call to the outside, before or after that call took effect. */
interface Fault {
  readonly call: number;
  readonly after: boolean;
}

/** How one page is delivered: by one topic or two, and how the first attempts crash. */
interface Bringing {
  readonly kind: PageMessage['kind'];
  readonly gap: number;
  readonly topics: readonly (readonly Fault[])[];
}

const faults = fc.array(fc.record({ call: fc.integer({ min: 1, max: 9 }), after: fc.boolean() }), {
  maxLength: 2,
});
const bringings = fc.array(
  fc.record<Bringing>({
    kind: fc.constantFrom('updated', 'reminder', 'resolved'),
    gap: fc.integer({ min: 1, max: 2 }),
    topics: fc.array(faults, { minLength: 1, maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 5 },
);

/** Pages as `page` writes them: opened first, and again after an end; each with a higher sequence. */
function pagesOf(all: readonly Bringing[]): readonly PageMessage[] {
  let sequence = 0;
  let open = false;
  return all.map(({ kind: drawn, gap }) => {
    const kind = open ? drawn : 'opened';
    open = kind !== 'resolved';
    sequence += gap;
    return handMadePage({ kind, sequence, title: `[production] orders: page ${sequence}` });
  });
}

/** What PagerDuty and a Slack channel show, given what reached them, in that order. */
function shown(world: DeliverWorld) {
  const pages = world.received.filter(isPage);
  let open = false;
  for (const page of pages) {
    const event = pagerDutyEvent(page, 'key');
    if (event.dedup_key === INCIDENT_KEY) open = event.event_action === 'trigger';
  }
  const last = pages.at(-1);
  return { open, lastMessage: last && slackMessage(last).text };
}

/** The outside of one attempt: every call waits for its turn before and after its effect, and one of them dies. */
function faulty(world: DeliverWorld, turn: fc.Scheduler, fault: Fault | undefined): Partial<DeliverContext> {
  let calls = 0;
  const step = async <T>(effect: () => Promise<T>): Promise<T> => {
    const dies = ++calls === fault?.call;
    await turn.schedule(Promise.resolve(), 'before');
    if (dies && !fault.after) throw new Error('died before');
    const value = await effect();
    await turn.schedule(Promise.resolve(), 'after');
    if (dies) throw new Error('died after');
    return value;
  };
  const { store } = world;
  const { channel, metrics } = world.context;
  return {
    deliveries: {
      readIncident: (key) => step(() => store.readIncident(key)),
      readDelivery: (key, name) => step(() => store.readDelivery(key, name)),
      putDelivery: (delivery, expected) => step(() => store.putDelivery(delivery, expected)),
    },
    channel: { send: (notice) => step(() => channel.send(notice)) },
    metrics: { put: (data) => step(() => metrics.put(data)) },
  };
}

test('after any order, repeats, overlaps and crashes, PagerDuty and Slack show the incident’s state', async () => {
  let crashes = 0;
  let overtaken = 0;
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), bringings, async (turn, all) => {
      const world = new DeliverWorld();
      const pages = pagesOf(all);
      const bring = async (page: PageMessage, topic: number, dying: readonly Fault[]) => {
        for (const fault of [...dying, undefined]) {
          await turn.schedule(Promise.resolve(), 'delivery');
          try {
            await world.deliver(page, `${page.id} by topic ${topic}`, faulty(world, turn, fault));
            return;
          } catch {
            crashes++;
          }
        }
        throw new Error('the last attempt must not fail');
      };
      const couriers: Promise<void>[] = [];
      for (const [index, page] of pages.entries()) {
        await turn.waitFor(turn.schedule(Promise.resolve(), 'page is published'));
        world.incidents = [incidentAt(page.sequence, page.kind === 'resolved')];
        couriers.push(...all[index]!.topics.map((dying, topic) => bring(page, topic, dying)));
      }
      await turn.waitFor(Promise.all(couriers));
      const last = pages.at(-1)!;
      expect(shown(world)).toEqual({ open: last.kind !== 'resolved', lastMessage: slackMessage(last).text });
      const sequences = world.received.map(({ sequence }) => sequence);
      if (sequences.some((sequence, index) => sequence < (sequences[index - 1] ?? 0))) overtaken++;
    }),
    { seed: 20260305, numRuns: 600 },
  );
  // Otherwise the schedules were too tame to show anything.
  expect(crashes).toBeGreaterThan(300);
  expect(overtaken).toBeGreaterThan(5);
});

test('when deliveries do not overlap or crash, no page is sent twice or after a newer page', async () => {
  const orders = bringings.chain((all) => {
    const pages = pagesOf(all);
    const twice = pages.flatMap((page) => [page, page]);
    return fc.record({
      pages: fc.constant(pages),
      order: fc.shuffledSubarray(twice, { minLength: twice.length }),
    });
  });
  await fc.assert(
    fc.asyncProperty(orders, async ({ pages, order }) => {
      const world = new DeliverWorld();
      const last = pages.at(-1)!;
      world.incidents = [incidentAt(last.sequence, last.kind === 'resolved')];
      for (const page of order) await world.deliver(page);
      const sequences = world.received.map(({ sequence }) => sequence);
      expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
      expect(shown(world)).toEqual({ open: last.kind !== 'resolved', lastMessage: slackMessage(last).text });
    }),
    { seed: 20260305, numRuns: 200 },
  );
});
