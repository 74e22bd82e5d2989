import { PEOPLE_TOPICS, type PeopleTopic } from '../../../lambda/contract/people-topics.ts';
import type { Delivery } from '../../../lambda/domain/channels/delivery.ts';
import { redactSecrets } from '../../../lambda/domain/lines/redact/redact.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import { type Monitor, monitorOf } from '../../../lambda/domain/model/monitor.ts';
import { testKey } from '../../../lambda/domain/model/test-page.ts';
import { type StoredTest, TableReader } from '../monitor/table-reader.ts';
import { answerOf } from '../monitor/test-page/answers.ts';
import {
  levelReceiversOf,
  type Receiver,
  receiversOf,
  receiverWords,
  wasSentTo,
} from '../monitor/test-page/recipients.ts';
import { shellWord } from '../shell-word.ts';
import type { AccountCheck, CheckContext } from './account-check.ts';
import type { Finding } from './finding.ts';

const DAY_MS = 24 * 60 * 60_000;
/** A proof that is older than this is a warning. */
const PROOF_DAYS = 90;
/** Test pages of a topic that are looked at: the last ones. */
const MOST_TESTS = 20;

/** For each receiver of each route and each escalation level: when was it last proven that pages reach it, and by whom? */
export const checkRoutesProven: AccountCheck = async (context) => {
  const { stack, account } = context;
  const tableName = stack?.outputs.get('TableName');
  if (stack === undefined || tableName === undefined) return [];
  const name = stack.outputs.get('MonitorName') ?? stack.name;
  const monitor = monitorOf({ account: account.id, region: account.region, name }, tableName);
  const table = new TableReader(account.dynamoDb, tableName);
  const findings = PEOPLE_TOPICS.map((topic) => ofRoute(topic, monitor, table, context));
  return (await Promise.all(findings)).flat();
};

async function ofRoute(
  topic: PeopleTopic,
  monitor: Monitor,
  table: TableReader,
  { settings, now }: CheckContext,
): Promise<readonly Finding[]> {
  const receivers = [...receiversOf(settings, topic), ...levelReceiversOf(settings, topic)];
  if (receivers.length === 0) return [];
  const tests: AnsweredTest[] = [];
  for await (const stored of table.tests(topic)) {
    const hasAnswers = receivers.some((receiver) => receiver.answers && wasSentTo(receiver, stored));
    const deliveries = hasAnswers ? await table.deliveries(testKey(stored.test, monitor)) : [];
    tests.push({ ...stored, deliveries });
    if (tests.length === MOST_TESTS) break;
  }
  return receivers.map((receiver) => {
    const own = tests.filter((stored) => wasSentTo(receiver, stored));
    return findingOf(topic, receiver, receiver.answers ? answered(receiver, own) : said(receiver, own), now);
  });
}

/** A test page, what people said about it, and the delivery records of its channels. */
interface AnsweredTest extends StoredTest {
  readonly deliveries: readonly Delivery[];
}

/** The newest thing that is known about a receiver. */
type Proof =
  | { readonly kind: 'proven'; readonly at: number; readonly by: string }
  | { readonly kind: 'failed'; readonly at: number; readonly why: string };

/** The receiver's answer to the newest test page that it answered. `tests` begins with the newest. */
function answered(receiver: Receiver, tests: readonly AnsweredTest[]): Proof | undefined {
  for (const { test, deliveries } of tests) {
    const answer = answerOf(receiver, deliveries);
    if (answer?.kind === 'taken') return { kind: 'proven', at: answer.at, by: test.by };
    if (answer !== undefined)
      return { kind: 'failed', at: test.at, why: `it refused the test page: ${redactSecrets(answer.why)}` };
  }
  return undefined;
}

/** What a person said last. */
function said({ id }: Receiver, tests: readonly StoredTest[]): Proof | undefined {
  const [last] = tests
    .flatMap(({ words }) => words.filter(({ channel }) => channel === id))
    .sort((a, b) => b.at - a.at);
  if (last === undefined) return undefined;
  const { came, at, by } = last;
  return came
    ? { kind: 'proven', at, by }
    : { kind: 'failed', at, why: `the test page did not come, said ${by}` };
}

function findingOf(topic: PeopleTopic, receiver: Receiver, proof: Proof | undefined, now: number): Finding {
  const { levels, name } = receiver;
  const isOnRoute = levels.length === 0;
  const level = isOnRoute ? '' : ` level ${levels.join(', ')}`;
  const route = `${topic}${level} → ${receiverWords(receiver)}`;
  const channel = isOnRoute ? '' : ` --channel ${shellWord(name)}`;
  const fix = `run migrate-watch test-page --severity ${topic}${channel}`;
  if (proof === undefined) return { kind: 'warning', message: `${route}: never proven`, fix };
  const age = ageWords(now - proof.at);
  if (proof.kind === 'failed')
    return {
      kind: 'problem',
      message: `${route}: ${age} ${proof.why}`.replace(/\.$/, ''),
      fix: `mend the cause, then ${fix}`,
    };
  const message = `${route}: proven ${age} by ${proof.by}`;
  return now - proof.at > PROOF_DAYS * DAY_MS ? { kind: 'warning', message, fix } : { kind: 'ok', message };
}

function ageWords(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  return days < 1 ? 'today' : `${counted(days, 'day')} ago`;
}
