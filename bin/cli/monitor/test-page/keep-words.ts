import { shellWord } from '../../shell-word.ts';
import { MonitorFault } from '../fault.ts';
import { exactMoment } from '../moments.ts';
import { publishWord, sayOf, type TestContext } from './context.ts';
import { lastTest, type Recipients } from './recipients.ts';

/**
 * Keeps what a person says about the last test page: whether it came. Returns the exit code.
 *
 * @throws MonitorFault if no receiver needs it, if it is not clear which receiver is meant, or if no test page was sent
 */
export async function keepWords(came: boolean, context: TestContext): Promise<number> {
  const { topic, only, monitor } = context;
  const asked = context.receivers.filter(({ answers }) => !answers);
  if (asked.length === 0)
    throw new MonitorFault('the receiver itself answers, so nobody has to say whether a test page came');
  const [receiver, ...others] = asked;
  if (others.length > 0)
    throw new MonitorFault(
      `several receivers of ${topic} do not answer; choose one with --channel: ${asked.map(({ name }) => name).join(', ')}`,
    );
  const last = await lastTest(receiver!, monitor.table.tests(topic));
  if (last === undefined)
    throw new MonitorFault(
      `no test page of ${topic} was sent to ${receiver!.name}; to send one: ${commandFor({ topic, only, receivers: asked })}`,
    );
  await publishWord(last.test, receiver!, came, context);
  sayOf(
    receiver!,
    came ? 'came' : 'not come',
    `: the test page of ${exactMoment(last.test.at)}, says ${context.by}`,
  );
  return came ? 0 : 1;
}

/** What to type for these recipients. */
export function commandFor({ topic, only, receivers }: Recipients): string {
  const channel = only === null ? '' : ` --channel ${shellWord(receivers[0]!.name)}`;
  return `migrate-watch test-page --severity ${topic}${channel}`;
}
