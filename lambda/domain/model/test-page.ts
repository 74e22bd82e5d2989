import type { PeopleTopic } from '../../contract/people-topics.ts';
import { type Monitor, monitorText } from './monitor.ts';
import { sentKey } from './sent-key.ts';

/** A test of the path of pages, as a person started it with `migrate-watch test-page`. */
export interface TestPage {
  /** Lower-case letters, digits and hyphens, so that its key is never that of an incident. */
  readonly id: string;
  /** The topic that is tested. Our functions publish nothing to `health`; the command raises an alarm instead. */
  readonly topic: PeopleTopic;
  /** The only channel that gets it: the name of a channel with a function, or an e-mail address. `null`: all channels of the topic. */
  readonly only: string | null;
  /** When it was started, epoch ms, by the clock of the person's computer. */
  readonly at: number;
  /** Who started it: an ARN, or a user of an operating system. */
  readonly by: string;
}

/** What a person said about a test page. */
export interface TestWord {
  /** An e-mail address, or the name of a channel. */
  readonly channel: string;
  readonly came: boolean;
  /** Epoch ms. */
  readonly at: number;
  readonly by: string;
}

/** How long a test page stays open, ms, unless a person ends it. Long enough for a phone to ring. */
export const TEST_LASTS_MS = 5 * 60_000;

/** A test page whose start is further than this from the time at which `page` reads of it, ms, is left out: nobody waits for it. */
export const TEST_VALID_MS = 60 * 60_000;

const PREFIX = 'migrate-watch/test/';

/** The key under which receivers know a test page: `<monitor>/migrate-watch/test/<id>`. It is not the key of an incident. */
export function testKey({ id }: Pick<TestPage, 'id'>, monitor: Monitor): string {
  return sentKey({ key: PREFIX + id, monitor: monitorText(monitor) });
}

/** Is this the key of a test page? */
export function isTestKey(key: string): boolean {
  return /\/migrate-watch\/test\/[a-z0-9-]+$/.test(key);
}
