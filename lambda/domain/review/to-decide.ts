import { actorText } from '../model/action.ts';
import type { Calendar } from '../model/calendar.ts';
import type { Decision } from '../model/decision.ts';
import type { ReviewPart } from '../model/review-message.ts';
import { linesPart } from '../model/review-message.ts';
import { type Finding, type FollowedUp, LATER_WEEKS, type Proposal, REJECTED_WEEKS } from './finding.ts';

/** Proposals of one review. More would not be read. */
const MOST_PROPOSALS = 3;
/** Findings of one review that are written out. */
const MOST_FINDINGS = 8;

/** What each decision does, as `followUp` reads it. */
const DECISIONS = `  accept: you make the change yourselves, and the review says when it is done. reject: hidden for ${REJECTED_WEEKS} weeks, or until it is seen twice as often. later: asked again after ${LATER_WEEKS} weeks, or on the day you give. watch: asked again in each review.`;

/** What was decided before: what is done, under way, and overdue. */
export function decidedBefore(followed: readonly FollowedUp[], calendar: Calendar): readonly string[] {
  const rank = { overdue: 0, accepted: 1, done: 2, 'to-decide': 3 };
  return [...followed]
    .sort((a, b) => rank[a.is] - rank[b.is])
    .flatMap((each) => (each.is === 'to-decide' ? [] : [standingWords(each, calendar)]));
}

function standingWords(each: Exclude<FollowedUp, { is: 'to-decide' }>, calendar: Calendar): string {
  const { decision } = each;
  if (each.is === 'done')
    return `done      ${decision.finding}  ${decision.says}${ownerWords(decision, calendar)}: no longer seen`;
  return `${each.is.padEnd(8)}  ${each.finding.id}  ${each.finding.says}${ownerWords(decision, calendar)}`;
}

function ownerWords({ owner, due, by, at }: Decision, calendar: Calendar): string {
  const until = due === undefined ? '' : `, due ${calendar.day(due - 1)}`;
  return ` (${owner ?? actorText(by)}${until}; decided ${calendar.day(at)})`;
}

/** Changes of the settings, each with its diff, its reasons and what to type. */
export function proposals(followed: readonly FollowedUp[], calendar: Calendar): readonly ReviewPart[] {
  return toDecide(followed)
    .filter(({ finding }) => finding.proposal !== undefined)
    .slice(0, MOST_PROPOSALS)
    .flatMap(({ finding, before }): readonly ReviewPart[] => [
      ...linesPart([finding.says]),
      { kind: 'code', lines: diffOf(finding.proposal!) },
      ...linesPart([
        ...finding.proposal!.reasons,
        ...beforeWords(before, calendar),
        `Decide: ${decideCommand(finding)}`,
        DECISIONS,
      ]),
    ]);
}

/** What could not be seen and what to do about it, each with its id; then how to decide. */
export function otherFindings(followed: readonly FollowedUp[], calendar: Calendar): readonly string[] {
  const others = toDecide(followed).filter(({ finding }) => finding.proposal === undefined);
  const [first] = others;
  if (first === undefined) return [];
  const more = others.length - MOST_FINDINGS;
  return [
    ...others
      .slice(0, MOST_FINDINGS)
      .flatMap(({ finding, before }) => [
        `${finding.id}  ${finding.says} ${finding.todo}`,
        ...beforeWords(before, calendar).map((line) => `  ${line}`),
      ]),
    ...(more > 0 ? [`… ${more} more: migrate-watch review --json`] : []),
    `Decide each by its id: ${decideCommand(first.finding)}`,
    DECISIONS,
  ];
}

function toDecide(followed: readonly FollowedUp[]) {
  return followed.filter((each) => each.is === 'to-decide');
}

function beforeWords(before: Decision | null, calendar: Calendar): readonly string[] {
  if (before === null) return [];
  const note = before.note === undefined ? '' : `: ${before.note}`;
  return [`Last decision: ${before.is}, ${calendar.day(before.at)}${note}.`];
}

function decideCommand({ id }: Finding): string {
  return `migrate-watch review decide ${id} accept | reject | later | watch`;
}

/** The changes as they look in the settings file: what two have in common is there once. */
export function diffOf({ changes }: Proposal): readonly string[] {
  const indent = (depth: number) => '  '.repeat(depth);
  let before: readonly string[] = [];
  return changes.flatMap(({ path, from, to }) => {
    const last = path.length - 1;
    const shared = path.findIndex((key, depth) => before[depth] !== key);
    before = path;
    return [
      ...path.slice(shared, last).map((key, index) => ` ${indent(shared + index)}${key}:`),
      ...(from === null ? [] : [`-${indent(last)}${path[last]}: ${from}`]),
      `+${indent(last)}${path[last]}: ${to}`,
    ];
  });
}
