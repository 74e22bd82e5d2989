import { setTimeout as wait } from 'node:timers/promises';
import { SNSClient } from '@aws-sdk/client-sns';
import { SnsPublisher } from '../../../lambda/adapters/aws/sns-publisher.ts';
import { MAX_ACTION_TEXT } from '../../../lambda/domain/model/action.ts';
import { MonitorFault } from './fault.ts';
import type { DeployedMonitor } from './open-monitor.ts';
import { typedSentence } from './typed-text.ts';

/** The clock and the wait between two looks; tests replace them. */
export interface ActTime {
  readonly clock: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

export const REAL_TIME: ActTime = { clock: () => Date.now(), pause: (ms) => wait(ms) };

/** How long a command waits until `page` has applied its message, and how long between two looks, ms. */
const WAIT_MS = 15_000;
const LOOK_MS = 500;

/** Exit code for an action that the incident's state forbids. */
export const EXIT_REFUSED = 1;
/** Exit code for an action that was published, and that the table does not show yet. */
const EXIT_NOT_APPLIED = 3;

/** @throws {@link MonitorFault} if the stack does not name its topic */
export function publisherOf({ outputs, stack, place }: DeployedMonitor): SnsPublisher {
  const topic = outputs.get('EventsTopicArn');
  if (topic === undefined)
    throw new MonitorFault(`stack ${stack} has no output EventsTopicArn; deploy this version`);
  return new SnsPublisher(new SNSClient(place), topic);
}

/** Looks until `look` finds something, for at most 15 seconds and 31 looks; `undefined` if it found nothing. */
export async function waitFor<T>(
  look: () => Promise<T | undefined>,
  { clock, pause }: ActTime,
): Promise<T | undefined> {
  const until = clock() + WAIT_MS;
  // The looks are counted too, because a clock that is set back must not make the command wait for longer.
  for (let pausedMs = 0; ; pausedMs += LOOK_MS) {
    const found = await look();
    if (found !== undefined || pausedMs >= WAIT_MS || clock() >= until) return found;
    await pause(LOOK_MS);
  }
}

/** Says on standard error that `what` was published, and that it is not known whether it counts; returns the exit code. */
export function notApplied(what: string, todo: string): number {
  process.stderr.write(`${what}: published, but not applied within ${WAIT_MS / 1_000} seconds; ${todo}\n`);
  return EXIT_NOT_APPLIED;
}

/**
 * The sentence that a person typed for `what`, without credentials; says on standard error if it had some.
 *
 * @throws {@link MonitorFault} if it is empty, or longer than 2,000 characters
 */
export function sentenceFor(what: string, typed: string): string {
  const { text, masked } = typedSentence(typed);
  if (text === '') throw new MonitorFault(`${what} is empty; say it in a few words`);
  if (text.length > MAX_ACTION_TEXT)
    throw new MonitorFault(`${what} has ${text.length} characters; at most ${MAX_ACTION_TEXT} are stored`);
  if (masked) process.stderr.write(`A credential in ${what} was masked before it was sent: ${text}\n`);
  return text;
}
