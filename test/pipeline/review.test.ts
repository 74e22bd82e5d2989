import { describe, expect, test } from 'vitest';
import { deployed } from '../../bin/cli/deployed.ts';
import { decodeReviewEvent } from '../../lambda/adapters/input/decode-review-event.ts';
import { MemoryReviewStore } from '../../lambda/adapters/local/memory-review-store.ts';
import type { Severity } from '../../lambda/contract/severity.ts';
import { slackReview } from '../../lambda/domain/channels/slack/review.ts';
import type { IncidentLine } from '../../lambda/domain/incidents/incident-line.ts';
import type { ReviewNotice } from '../../lambda/domain/model/review-message.ts';
import { reviewText } from '../../lambda/domain/review/review-text.ts';
import { type ListedRun, wholeListLine } from '../../lambda/domain/runs/record/list-line.ts';
import { reviewBody, reviewSubject } from '../../lambda/domain/stored/review-body.ts';
import { readNotice } from '../../lambda/pipeline/read-notice.ts';
import { review } from '../../lambda/pipeline/review.ts';

const SETTINGS = `
sources:
  - { logGroup: /ecs/orders, environment: production, database: orders }
  - { logGroup: /ecs/users, environment: staging, database: users }
channels:
  team: { slack: { secret: shop/slack } }
  audit: { webhook: { url: 'https://audit.example.com', secret: shop/key } }
routes: { critical: [team, audit, ana@example.com], info: [team] }
review: { timeZone: Europe/Berlin }
`;

const HOUR = 60 * 60_000;
/** Monday, 16 March 2026, 8:00 in Berlin. */
const MONDAY = Date.UTC(2026, 2, 16, 7);
const EVENT = { kind: 'week', at: '2026-03-16T07:00:00Z' };

function run(startedAt: number, fields: Partial<ListedRun> = {}): ListedRun {
  const line = wholeListLine({
    environment: 'production',
    database: 'orders',
    outcome: 'succeeded',
    source: 'cli-verbose',
    endedAt: startedAt + HOUR,
  });
  return { ...line, id: `run-${startedAt}`, startedAt, ...fields };
}

const RUNS = [run(MONDAY - 48 * HOUR), run(MONDAY - 24 * HOUR)];

class World {
  readonly reviews = new MemoryReviewStore();
  readonly sent: { readonly topic: Severity; readonly notice: ReviewNotice }[] = [];
  readonly pages = new Map<string, string>();
  readonly refusing = new Set<Severity>();
  reads = 0;
  now = MONDAY + 5_000;
  runs: readonly ListedRun[] = RUNS;
  incidents: readonly IncidentLine[] = [];
  settings = SETTINGS;

  async call(event: unknown = EVENT): Promise<void> {
    const { kind, at = this.now } = decodeReviewEvent(event);
    await review(
      { kind, at },
      {
        ...deployed(this.settings).review,
        reader: {
          states: async () => ({ states: [], left: 0 }),
          runs: ({ from, until }) =>
            this.#list(this.runs.filter(({ startedAt }) => startedAt >= from && startedAt <= until)),
          incidents: () => this.#list(this.incidents),
          open: async () => ({ runs: [], incidents: [], expected: [] }),
          decisions: async () => this.reviews.decisions,
        },
        facts: { readOrigin: async () => ({ facts: [], records: [] }) },
        histories: { readHistory: async (target) => ({ target, revision: 0, took: [] }) },
        reviews: this.reviews,
        pages: {
          addressOf: (period) => `https://pages.example.com/${period}`,
          putPage: async (period, html) => void this.pages.set(period, html),
        },
        topics: {
          publishReview: async (topic, notice) => {
            if (this.refusing.has(topic)) throw new Error(`${topic} refuses`);
            this.sent.push({ topic, notice });
          },
        },
        timeoutMs: 45_000,
        clock: () => this.now,
      },
    );
  }

  async *#list<T>(items: readonly T[]): AsyncGenerator<T> {
    this.reads++;
    yield* items;
  }
}

test('a week is written once, kept as a page, and sent to people and not to programs', async () => {
  const world = new World();
  await world.call();
  expect(world.sent.map(({ topic, notice }) => [topic, notice.to])).toEqual([
    ['critical', ['team', 'ana@example.com']],
  ]);
  const [{ notice }] = world.sent as [(typeof world.sent)[number]];
  expect(notice.key).toMatch(/\/migrate-watch\/review\/2026-W11$/);
  expect(reviewText(notice)).toMatch(
    /^Review of 2026-W11, Mon 2026-03-09 to Sun 2026-03-15 \(Europe\/Berlin\) · /,
  );
  expect([...world.pages.keys()]).toEqual(['2026-W11']);
  const reads = world.reads;
  await world.call();
  expect([world.sent.length, world.reads]).toEqual([1, reads]);
});

test('the planned time decides the week, however late the call is', async () => {
  const world = new World();
  world.now = MONDAY + 9 * 24 * HOUR;
  await world.call();
  expect([...world.pages.keys()]).toEqual(['2026-W11']);
  await world.call({ kind: 'week' });
  await world.call({ kind: 'month' });
  expect([...world.pages.keys()]).toEqual(['2026-W11', '2026-W12', '2026-02']);
});

test('a topic that refuses gets it in the next call, and the others get it once', async () => {
  const world = new World();
  world.settings = SETTINGS.replace('info: [team]', 'info: [team, ben@example.com]');
  world.refusing.add('critical');
  await expect(world.call()).rejects.toThrow('the review 2026-W11 was refused by 1 topics');
  expect(world.sent.map(({ topic }) => topic)).toEqual(['info']);
  world.refusing.clear();
  // Lambda's next try. What happened meanwhile is not in it: everybody reads the same text.
  world.now += 60_000;
  world.runs = [...RUNS, run(MONDAY - 72 * HOUR)];
  await world.call();
  expect(world.sent.map(({ topic }) => topic)).toEqual(['info', 'critical']);
  expect(world.sent[1]!.notice.verdict).toBe(world.sent[0]!.notice.verdict);
});

test('two calls at once: the second one fails, and sends nothing when Lambda repeats it', async () => {
  const world = new World();
  const results = await Promise.allSettled([world.call(), world.call()]);
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await world.call();
  expect(world.sent).toHaveLength(1);
});

test('a call whose function died is taken over when its time is over, not before', async () => {
  const world = new World();
  world.refusing.add('critical');
  await expect(world.call()).rejects.toThrow();
  world.refusing.clear();
  world.now += 44_999;
  await expect(world.call()).rejects.toThrow('another invocation is sending the review 2026-W11');
  world.now += 1;
  await world.call();
  expect(world.sent).toHaveLength(1);
});

test('a week of the month in which the clocks change ends at local midnight', async () => {
  const world = new World();
  // Sunday, 29 March 2026, 23:30 in Berlin, an hour earlier in UTC than a week before.
  world.runs = [run(Date.UTC(2026, 2, 29, 20, 30)), run(Date.UTC(2026, 2, 29, 21, 30))];
  world.now = Date.UTC(2026, 2, 30, 6);
  await world.call({ kind: 'week' });
  expect(reviewText(world.sent[0]!.notice)).toMatch(/runs that ended +1\n/);
});

test('a week without a run says so', async () => {
  const world = new World();
  world.runs = [];
  await world.call();
  const text = reviewText(world.sent[0]!.notice);
  expect(text).toContain('Nothing: no run ended, and no incident opened.');
  expect(text).toContain('no-runs/production/orders  No run was ever seen.');
});

test('nobody gets reviews: the page is kept all the same', async () => {
  const world = new World();
  world.settings = SETTINGS.replace('review: {', 'review: { to: [],');
  await world.call();
  expect(world.sent).toEqual([]);
  expect([...world.pages.keys()]).toEqual(['2026-W11']);
});

test.each([
  [{}, 'kind is undefined; expected one of week, month'],
  [null, 'kind is undefined; expected one of week, month'],
  [{ kind: 'year' }, 'kind is "year"; expected one of week, month'],
  [{ kind: 'week', at: 'soon' }, 'at is "soon"; expected a time in ISO 8601, or nothing'],
])('the call %j is refused', async (event, message) => {
  const world = new World();
  await expect(world.call(event)).rejects.toThrow(message);
  expect(world.pages.size).toBe(0);
});

describe('hostile text', () => {
  const TITLE = '[production] <script>alert(1)</script> <!channel> ```\u001b[31m\u202e & "quoted"';
  const incident: IncidentLine = {
    key: 'migrate-watch/production/orders/migration/1',
    title: TITLE,
    openedAt: MONDAY - 24 * HOUR,
    ended: { at: MONDAY - 23 * HOUR, why: 'by-hand', by: TITLE },
    dirty: false,
    conditions: [],
    notifiedTopics: ['critical'],
    follows: null,
    reminders: 0,
    signature: TITLE,
    note: TITLE,
    pages: [{ kind: 'opened', at: MONDAY - 24 * HOUR, topics: ['critical'] }],
  };

  async function reviewed() {
    const world = new World();
    world.incidents = [incident];
    await world.call();
    const { notice } = world.sent[0]!;
    return { notice, page: world.pages.get('2026-W11')! };
  }

  test('is escaped on the page', async () => {
    const { page } = await reviewed();
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/<script|<!channel|\u001b|\u202e/);
  });

  test('mentions nobody in Slack, and ends no block', async () => {
    const { notice } = await reviewed();
    const text = JSON.stringify(slackReview(notice));
    expect(text).toContain('&lt;!channel&gt;');
    expect(text).not.toMatch(/<!channel|<script|[\u001b\u202e]/);
    // Each code block is ours: the table of counts.
    expect(text.match(/```/g)).toHaveLength(2);
  });

  test('moves no cursor in a mail, and breaks no subject', async () => {
    const { notice } = await reviewed();
    expect(reviewText(notice)).not.toMatch(/[\u001b\u202e]/);
    const subject = reviewSubject({ ...notice, verdict: TITLE });
    expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(subject).toMatch(/^migrate-watch 2026-W11: /);
  });

  test('the deliverer reads what was published', async () => {
    const { notice } = await reviewed();
    const { sqs } = JSON.parse(reviewBody(notice));
    expect(readNotice(sqs)).toEqual(notice);
  });
});
