import { expect, test } from 'vitest';
import { subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { pageText } from '../../lambda/domain/pages/text.ts';
import { NIGHT } from '../pipeline/page-world.ts';
import { WatchedWorld } from '../pipeline/watched-world.ts';
import { FAILS } from './story.ts';

/** A time that no page of 2026 can honestly say, nor a span of nothing or of a century. */
const SENSELESS = /\b(?:1969|1970|21\d\d|9999)-\d\d-\d\d|\(0 ms ago\)|\d{5,} d\b/;
const STAMPED = /Its log is stamped [^,]*, which\s+cannot be right: the times here are those\s+of receipt\./;

/** Every line of the pages, without the sentence that quotes the wrong stamps. */
function words(pages: readonly Parameters<typeof pageText>[0][]): string {
  return pages.map(pageText).join('\n').replace(STAMPED, '');
}

test.each([
  ['1969', Date.UTC(1969, 6, 20)],
  ['1970', 0],
  ['2124', Date.UTC(2124, 4, 29)],
  ['9999', Date.UTC(9999, 1, 1)],
])('a failure whose lines are stamped %s is reported with plausible times', async (_year, at) => {
  const world = new WatchedWorld(NIGHT);
  const task = '1'.repeat(32);
  const events = FAILS.map((message, index) => ({ id: `1${index}`, timestamp: at + index, message }));
  await world.ingest(
    subscriptionPayload({ logGroup: '/ecs/orders', logStream: `orders/migrate/${task}`, events }),
  );
  await world.sweepAfter(31);
  expect(world.pages[0]!.kind).toBe('opened');
  expect(pageText(world.pages[0]!)).toMatch(STAMPED);
  expect(words(world.pages)).not.toMatch(SENSELESS);
  expect(world.pages[0]!.seen[0]).toBe('first time, 2026-03-05 02:13:00 UTC (just now)');
});

test('an alarm from the future says that its clock is wrong, not how long ago it was', async () => {
  const world = new WatchedWorld(NIGHT);
  const alarm = {
    AlarmName: 'orders-failed',
    NewStateValue: 'ALARM',
    AlarmDescription: 'dedupe=migrate-watch/production/orders/migration severity=critical',
    NewStateReason: 'Threshold crossed',
    StateChangeTime: '2124-05-29T00:00:00.000+0000',
  };
  await world.page({ Records: [{ Sns: { Message: JSON.stringify(alarm) } }] });
  expect(world.pages[0]!.seen[0]).toBe(
    'first time, 2124-05-29 00:00:00 UTC by its own clock, which is wrong',
  );
});
