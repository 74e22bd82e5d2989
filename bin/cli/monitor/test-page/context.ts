import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SNSClient } from '@aws-sdk/client-sns';
import { printable } from '../../../../lambda/domain/model/printable.ts';
import type { TestPage } from '../../../../lambda/domain/model/test-page.ts';
import type { Publisher } from '../../../../lambda/pipeline/ports.ts';
import type { DeployedMonitor } from '../open-monitor.ts';
import { say } from '../output.ts';
import type { ActTime } from '../publish.ts';
import { type Receiver, type Recipients, receiverWords } from './recipients.ts';

/** What one call of the command works with. */
export interface TestContext extends Recipients {
  readonly monitor: DeployedMonitor;
  readonly sns: SNSClient;
  /** The topic `events`. */
  readonly events: Publisher;
  readonly cloudWatch: CloudWatchClient;
  /** Who runs the command. */
  readonly by: string;
  readonly time: ActTime;
}

/** Publishes what a person said about a test page; `page` stores it, and ends the test. */
export async function publishWord(
  test: TestPage,
  { id }: Receiver,
  came: boolean,
  { events, by, time }: TestContext,
): Promise<void> {
  const word = { channel: id, came, at: time.clock(), by };
  await events.publish({ type: 'test-answered', test, word });
}

const STATE_COLUMNS = 'no answer  '.length;

/** Prints one line about a receiver, such as `taken      oncall (PagerDuty) after 2 s`. */
export function sayOf(receiver: Receiver, state: string, more: string): void {
  say([printable(`${state.padEnd(STATE_COLUMNS)}${receiverWords(receiver)}${more}`)]);
}
