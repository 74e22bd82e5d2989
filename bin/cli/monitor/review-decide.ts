import { decisionKey } from '../../../lambda/adapters/aws/table-keys.ts';
import { readBody } from '../../../lambda/adapters/aws/versioned-body.ts';
import type { Decision } from '../../../lambda/domain/model/decision.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import type { Finding, FollowedUp } from '../../../lambda/domain/review/finding.ts';
import { DECISION } from '../../../lambda/domain/stored/review.ts';
import { actorHere } from './actor.ts';
import { MonitorFault } from './fault.ts';
import { localCalendar } from './moments.ts';
import { type DeployedMonitor, type MonitorOptions, withMonitor } from './open-monitor.ts';
import { say } from './output.ts';
import { type ActTime, notApplied, publisherOf, REAL_TIME, sentenceFor, waitFor } from './publish.ts';
import { pictureOf } from './review.ts';
import { typedText } from './typed-text.ts';

export interface DecideOptions extends MonitorOptions {
  /** Id of a finding. */
  readonly finding: string;
  readonly is: Decision['is'];
  readonly owner?: string;
  /** First moment of the day after the last one, epoch ms. */
  readonly due?: number;
  readonly note?: string;
}

/** `migrate-watch review decide`: records what people decided about a finding; returns the exit code. */
export async function decide(options: DecideOptions, time: ActTime = REAL_TIME): Promise<number> {
  return withMonitor(options, async (deployed) => {
    const { finding: id, is, owner, due, note } = options;
    const at = time.clock();
    const { says, evidence } = await findingCalled(id, deployed, at);
    const publisher = publisherOf(deployed);
    const decision: Decision = {
      finding: id,
      is,
      at,
      by: await actorHere(deployed),
      says,
      evidence,
      ...(owner !== undefined && { owner: sentenceFor('the owner', owner) }),
      ...(due !== undefined && { due }),
      ...(note !== undefined && { note: sentenceFor('the note', note) }),
    };
    await publisher.publish({ type: 'review-decided', decision });
    const stored = await waitFor(() => storedDecision(deployed, id, at), time);
    const shown = printable(id);
    if (stored === undefined)
      return notApplied(shown, 'look with `migrate-watch review --json`, or at the log of the function page');
    const until = due === undefined ? '' : `, due ${localCalendar().day(due - 1)}`;
    say([printable(`${id}: ${is}${owner === undefined ? '' : `, owner ${owner}`}${until}`)]);
    return 0;
  });
}

/**
 * The finding of the last week with this id, or what was decided about it before.
 *
 * @throws {@link MonitorFault} if there is none: a typing error would decide nothing
 */
async function findingCalled(
  id: string,
  deployed: DeployedMonitor,
  now: number,
): Promise<Pick<Finding, 'says' | 'evidence'>> {
  const { picture } = await pictureOf({}, deployed, now);
  const found = picture.followed.find((each) => idOf(each) === id);
  if (found !== undefined) return found.is === 'done' ? found.decision : found.finding;
  const [decided] = (await deployed.table.decisions()).filter(({ finding }) => finding === id);
  if (decided !== undefined) return decided;
  const ids = picture.followed.map(idOf).map(printable).join(', ') || 'none';
  throw new MonitorFault(`the last review has no finding ${typedText(id)}; its findings: ${ids}`);
}

function idOf(each: FollowedUp): string {
  return each.is === 'done' ? each.decision.finding : each.finding.id;
}

async function storedDecision({ table }: DeployedMonitor, id: string, at: number) {
  const [item] = await table.bodies([decisionKey(id)]);
  const stored = item && readBody(DECISION, item);
  return stored !== undefined && stored.at >= at ? stored : undefined;
}
