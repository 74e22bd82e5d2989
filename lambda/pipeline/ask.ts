import { ASK_LASTS_MS, ASK_VALID_MS } from '../contract/deliverer.ts';
import { MONITOR_ENVIRONMENT } from '../contract/metrics.ts';
import type { AskMessage } from '../domain/channels/ask-message.ts';
import { OddAnswerError } from '../domain/channels/delivery-error.ts';
import { actionOf, isNews, type PersonsAnswer } from '../domain/channels/persons-answer.ts';
import type { AskedIncident } from '../domain/model/ask.ts';
import { printable } from '../domain/model/printable.ts';
import { truncate } from '../domain/model/truncate.ts';
import type {
  AnswerReader,
  Clock,
  DeliveryLog,
  DeliveryStore,
  MayGoOn,
  MetricSink,
  Publisher,
} from './ports.ts';
import { sideBySide } from './side-by-side.ts';

/** Incidents that a receiver is asked about at the same time. */
const ASKED_AT_ONCE = 4;
/** Longest reason in the log, UTF-16 units. */
const MAX_REASON = 400;

/** What a deliverer needs to ask its receiver. */
export interface AskContext {
  readonly deliveries: Pick<DeliveryStore, 'readIncident'>;
  /** The channel's name in the settings. */
  readonly name: string;
  readonly answers: AnswerReader;
  /** The topic `events`. */
  readonly publisher: Publisher;
  readonly metrics: MetricSink;
  readonly log: DeliveryLog;
  readonly clock: Clock;
}

/**
 * Asks the receiver what people did about open incidents, and publishes each thing that the monitor does not know yet as an action.
 *
 * Never throws: an ask that failed is counted and logged, and the next one comes within minutes. If a fault is not about one incident
 * alone, such as a refused key or a receiver that does not answer, nothing more is asked now.
 */
export async function ask(message: AskMessage, context: AskContext): Promise<void> {
  const { clock, log, metrics, name: channel } = context;
  const { id, at } = message;
  const begun = clock();
  if (begun - at > ASK_VALID_MS) {
    log.write({ level: 'INFO', message: 'dropped: the next question has been sent', channel, id });
    return;
  }
  const faults = await faultsOfAsking(message, context, () => clock() - begun < ASK_LASTS_MS);
  if (faults.length === 0) return;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  log.write({ level: 'WARN', message: `asked without success: ${faults[0]}${more}`, channel, id });
  try {
    const dimensions = { Environment: MONITOR_ENVIRONMENT };
    await metrics.put([{ name: 'FailedAsks', value: faults.length, at: clock(), dimensions }]);
  } catch {
    log.write({ level: 'WARN', message: 'the failed questions could not be counted', channel, id });
  }
}

/** Asks about each incident. Returns why it failed, one sentence for each failure. */
async function faultsOfAsking(
  message: AskMessage,
  context: AskContext,
  mayGoOn: MayGoOn,
): Promise<readonly string[]> {
  const faults: string[] = [];
  let left = 0;
  try {
    await sideBySide(message.incidents, ASKED_AT_ONCE, async (asked) => {
      if (!mayGoOn()) {
        left++;
        return;
      }
      try {
        await askAbout(asked, message, context, mayGoOn);
      } catch (error) {
        if (!(error instanceof OddAnswerError)) throw error;
        faults.push(reasonOf(error));
      }
    });
  } catch (error) {
    faults.unshift(reasonOf(error));
  }
  if (left > 0) faults.push(`no time was left for ${left} incidents`);
  return faults;
}

async function askAbout(
  asked: AskedIncident,
  { id }: AskMessage,
  context: AskContext,
  mayGoOn: MayGoOn,
): Promise<void> {
  const { answers, deliveries, publisher, log, clock, name: channel } = context;
  const { incident: key } = asked;
  const onlyNews = async (given: readonly PersonsAnswer[]) => {
    const incident = await deliveries.readIncident(key);
    return given.filter((answer) => isNews(actionOf(answer), incident, clock()));
  };
  for (const answer of await answers.readAnswers(asked, onlyNews, mayGoOn)) {
    await publisher.publish({ type: 'action', incident: key, action: actionOf(answer) });
    log.write({ level: 'INFO', message: `a person ${answer.did} ${key} there`, channel, id });
  }
}

function reasonOf(error: unknown): string {
  return truncate(printable(error instanceof Error ? error.message : String(error)), MAX_REASON);
}
