import { randomBytes } from 'node:crypto';
import { redactSecrets } from '../../../../lambda/domain/lines/redact/redact.ts';
import { printable } from '../../../../lambda/domain/model/printable.ts';
import { type TestPage, testKey } from '../../../../lambda/domain/model/test-page.ts';
import { readMailStates } from '../../mail-state.ts';
import { peopleTopicArn } from '../../stack-outputs.ts';
import { say } from '../output.ts';
import { type Answer, answerOf, waitUntil } from './answers.ts';
import { askWhetherItCame, isTerminal } from './ask.ts';
import { publishWord, sayOf, type TestContext } from './context.ts';
import { commandFor } from './keep-words.ts';
import { type Receiver, receiverWords } from './recipients.ts';
import { setTestAlarm } from './test-alarm.ts';

/** Sends a test page, waits for the answers at most `waitMs`, and prints them. Returns the exit code. */
export async function sendTest(context: TestContext, waitMs: number): Promise<number> {
  const { topic, only, receivers, monitor, events, by, time } = context;
  const at = time.clock();
  const test: TestPage = { id: `${at.toString(36)}-${randomBytes(4).toString('hex')}`, topic, only, at, by };
  // The alarm is first: its test must not depend on our functions, which only remember it.
  if (topic === 'health') await setTestAlarm('ALARM', context);
  await events.publish({ type: 'test-page', test });
  say([printable(`Sent a test page to ${topic} of ${monitor.monitor.name}, as ${by}.`)]);

  const { answers, isHandled } = await collect(test, context, waitMs);
  let failed = 0;
  for (const receiver of receivers.filter((each) => each.answers)) {
    if (!sayAnswer(receiver, answers.get(receiver), test, waitMs)) failed++;
  }
  const silent = receivers.filter((each) => !each.answers);
  const reached = await sayHandedOver(silent, isHandled, context);
  failed += silent.length - reached.length;
  if (!isHandled)
    say([
      `The function page has not handled the message within ${waitMs / 1_000} s. To do: read its log, and run migrate-watch doctor.`,
    ]);
  failed += await askAbout(test, reached, context);
  if (topic === 'health') await endHealth(context, test.at + waitMs);
  else say(['The test page ends by itself within six minutes.']);
  return failed > 0 ? 1 : 0;
}

interface Collected {
  readonly answers: ReadonlyMap<Receiver, Answer>;
  /** Has `page` stored the test? It publishes it then. */
  readonly isHandled: boolean;
}

/** Reads until every receiver that answers has answered, at most for `waitMs`. */
async function collect(test: TestPage, context: TestContext, waitMs: number): Promise<Collected> {
  const { receivers, monitor, time } = context;
  const answering = receivers.filter((each) => each.answers);
  const answers = new Map<Receiver, Answer>();
  let isHandled = false;
  await waitUntil(
    async () => {
      isHandled ||= await monitor.table.hasTest(test);
      if (!isHandled || answering.length === 0) return isHandled;
      const deliveries = await monitor.table.deliveries(testKey(test, monitor.monitor));
      for (const receiver of answering) {
        const answer = answerOf(receiver, deliveries);
        if (answer !== undefined) answers.set(receiver, answer);
      }
      return answers.size === answering.length;
    },
    waitMs,
    time,
  );
  return { answers, isHandled };
}

/** Returns whether the receiver took it. */
function sayAnswer(receiver: Receiver, answer: Answer | undefined, test: TestPage, waitMs: number): boolean {
  if (answer === undefined) {
    const toDo = `To do: read the log of deliver-${receiver.name}`;
    sayOf(receiver, 'no answer', ` within ${waitMs / 1_000} s. ${toDo}`);
    return false;
  }
  if (answer.kind === 'taken') {
    sayOf(receiver, 'taken', ` after ${Math.max(0, Math.round((answer.at - test.at) / 1_000))} s`);
    return true;
  }
  const again = answer.isTriedAgain ? ' (it is tried again every four minutes)' : '';
  sayOf(receiver, 'refused', `: ${redactSecrets(answer.why)}${again}`);
  return false;
}

/** Prints which receivers SNS sends to by itself. Returns those that it can reach. */
async function sayHandedOver(
  receivers: readonly Receiver[],
  isHandled: boolean,
  { topic, monitor, sns }: TestContext,
): Promise<readonly Receiver[]> {
  if (receivers.length === 0) return [];
  const isSent = isHandled || topic === 'health';
  const topicArn = peopleTopicArn(monitor.outputs, topic);
  const hasMails = receivers.some(({ isMail }) => isMail);
  const stateOf = hasMails && topicArn !== undefined ? await readMailStates(sns, topicArn) : undefined;
  return receivers.filter((receiver) => {
    const state = receiver.isMail ? stateOf?.(receiver.id) : 'confirmed';
    if (state === 'pending')
      sayOf(receiver, 'pending', ': nobody has confirmed the subscription, so it gets no mail');
    else if (state === 'gone') sayOf(receiver, 'gone', ': the subscription is gone, so it gets no mail');
    else if (isSent) sayOf(receiver, 'sent', ': handed to SNS, which does not say whether it came');
    else sayOf(receiver, 'not sent', '');
    return isSent && state !== 'pending' && state !== 'gone';
  });
}

/** On a terminal, asks which of the receivers got it, and keeps what the person says. Returns how many did not get it. */
async function askAbout(
  test: TestPage,
  receivers: readonly Receiver[],
  context: TestContext,
): Promise<number> {
  let lost = 0;
  for (const receiver of receivers) {
    if (!isTerminal()) {
      const command = commandFor({ ...context, only: receiver.id, receivers: [receiver] });
      say([printable(`When you know whether it came: ${command} --came yes, or --came no`)]);
      continue;
    }
    const came = await askWhetherItCame(receiverWords(receiver));
    if (came === undefined) continue;
    await publishWord(test, receiver, came, context);
    if (!came) lost++;
  }
  return lost;
}

/** On a terminal, a person has seen the alarm by now. Without one, it stays until `until`, epoch ms, so that a phone can ring. */
async function endHealth(context: TestContext, until: number): Promise<void> {
  const { clock, pause } = context.time;
  const left = until - clock();
  if (!isTerminal() && left > 0) await pause(left);
  await setTestAlarm('OK', context);
  say(['The alarm is reset.']);
}
