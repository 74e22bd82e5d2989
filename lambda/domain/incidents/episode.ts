import { DEADLINES } from '../../contract/defaults.ts';
import { INCIDENT_KINDS, type IncidentKind } from '../../contract/incident-kind.ts';
import type { ImageFinding } from '../runs/image/compare-image.ts';
import { versionList } from '../runs/image/image-text.ts';
import { droppedGoing } from './dropped-slow.ts';
import { ALARM_LAG_MS, chainOf, type Ends, type Episode, OPENINGS_WITHIN_MS } from './episode-chain.ts';
import {
  acknowledgementMarks,
  alarmMark,
  type EndingMark,
  ending,
  type Mark,
  missingMark,
  opening,
} from './episode-mark.ts';
import { imageFindings } from './image-findings.ts';
import { isSamePlace, placeOf } from './place.ts';
import {
  byStart,
  happenedAt,
  inTrouble,
  provesClean,
  type RunSummary,
  wrongFindings,
} from './run-summary.ts';
import { ANNOUNCED_DATABASES } from './shared.ts';
import {
  type AlarmSummary,
  baselineBefore,
  evidenceIn,
  mayBeBefore,
  type TargetState,
} from './target-state.ts';

/** All episodes of a database: kind by kind, each by time. */
export function episodesOf(state: TargetState): readonly Episode[] {
  const runs = state.runs.filter(({ superseded }) => !superseded);
  const others = (kind: IncidentKind): Mark[] => [
    ...state.alarms.filter((alarm) => alarm.kind === kind).map(alarmMark),
    ...acknowledgementMarks(state, kind),
  ];
  const unfit = imageFindings(state);
  if (state.target.database === ANNOUNCED_DATABASES)
    return INCIDENT_KINDS.flatMap((kind) => sharedEpisodes(state, kind));
  const ends = endsIn(state);
  const missing = [...state.missing.map(missingMark), ...runs.map(cameMark), ...others('missing')];
  return [
    ...chainOf('migration', [...runs.flatMap(migrationMark), ...others('migration')], ends),
    ...slowEpisodes(state, runs),
    ...chainOf('missing', missing).filter(wasMissing),
    ...chainOf(
      'wrong',
      [...runs.flatMap((run) => wrongMark(run, unfit.get(run.id) ?? [])), ...others('wrong')],
      ends,
    ),
    ...chainOf('leak', [...runs.flatMap(leakMark), ...others('leak')]),
    ...chainOf('pattern', patternMarks(state)),
  ];
}

/** Of many announced databases each stands for trouble of its own: what they share is over when each of them is, or when a person says so. */
function sharedEpisodes(state: TargetState, kind: IncidentKind): Episode[] {
  const shares = state.alarms.filter((alarm) => alarm.kind === kind && !alarm.unheard);
  const acknowledged = state.acknowledgements.flatMap((note) => (note.kind === kind ? note.at : []));
  const episodes = chainOf(kind, [
    ...shares.map((alarm) => ({ ...alarmMark(alarm), signature: 'announced' })),
    ...momentsWithout(shares, acknowledged, state.unkeptAt),
    ...acknowledgementMarks(state, kind).map((mark): EndingMark => ({ ...mark, ends: 'any' })),
  ]);
  // The first page names one of them: who else came with it is told once.
  return episodes.map((each) =>
    each.marks.length > 1
      ? { ...each, braked: { marks: [], until: each.openedAt + OPENINGS_WITHIN_MS } }
      : each,
  );
}

/** The moments at which none of the shares was in trouble any more. What a person acknowledged counts no more, whether or not it was over. */
function momentsWithout(
  shares: readonly AlarmSummary[],
  acknowledged: readonly number[],
  unkeptAt: number | undefined,
): EndingMark[] {
  const partOf = (at: number) => acknowledged.filter((each) => each < at).length;
  const moments = new Set<number>();
  let until = Number.NEGATIVE_INFINITY;
  for (const [index, { at, over = Number.POSITIVE_INFINITY }] of shares.entries()) {
    const part = partOf(at);
    const before = shares[index - 1];
    until = Math.max(before !== undefined && partOf(before.at) === part ? until : over, over);
    const next = shares[index + 1];
    const isLast = next === undefined || partOf(next.at) !== part || until < next.at;
    // Nobody knows what became of one that is not kept.
    const isFollowed = unkeptAt === undefined || partOf(unkeptAt) !== part;
    if (isLast && isFollowed && until < Number.POSITIVE_INFINITY) moments.add(until);
  }
  return [...moments].map((at) => ({
    does: 'ends',
    order: at,
    rank: 1,
    id: `over@${at}`,
    ends: 'any',
    end: { why: 'each-over', at, run: null, by: null },
  }));
}

/** A clean run ends an episode if it is evidence, or comes from a place where a run of the episode's came from. */
function endsIn(state: TargetState): Ends {
  const runs = new Map(state.runs.map((run) => [run.id, run]));
  const evidence = evidenceIn(state);
  return (marks, id) => {
    const run = runs.get(id);
    if (run === undefined || evidence.has(id)) return true;
    if (marks.some(({ at }) => mayBeBefore(run, at))) return false;
    const place = placeOf(run);
    return marks.some((mark) => {
      const other = mark.run === null ? undefined : runs.get(mark.run);
      return other !== undefined && isSamePlace(placeOf(other), place);
    });
  };
}

/** Episodes before an open one that are still needed: what people were told of decides what joins, and how many were opened. */
const KEPT_BEFORE = 20;

/** Leads of the episodes that are not over, and of the last ones that they followed. */
export function leadsInUse(state: TargetState): ReadonlySet<string> {
  const episodes = episodesOf(state);
  const before = new Map(episodes.map((episode) => [episode.lead, episode.follows]));
  const found = new Set<string>();
  for (const { lead, ended } of episodes) {
    let next: string | null | undefined = ended === null ? lead : null;
    for (let kept = 0; next != null && kept <= KEPT_BEFORE; kept++) {
      found.add(next);
      next = before.get(next);
    }
  }
  return found;
}

/** Did a clean run take longer than its database's runs usually do? */
export function isUnusual(state: TargetState, run: RunSummary): boolean {
  if (run.outcome !== 'succeeded' || run.durationMs === null) return false;
  const usual = baselineBefore(state, run);
  return usual !== undefined && run.durationMs > usual.limitMs;
}

/** Ends the signatures of runs that show a state which another run left. */
const SIGN = '|dirty';

/** How much a signature says of what went wrong: 0 an alarm's, 1 that of a run which only met the trouble, 2 a failure's. */
export function certainty(signature: string | null): 0 | 1 | 2 {
  if (signature === null) return 0;
  return signature.endsWith(SIGN) ? 1 : 2;
}

function migrationMark(run: RunSummary): Mark[] {
  if (provesClean(run)) return [ending(run, 'clean-run')];
  if (!inTrouble(run)) return [];
  // A refusal, or a `version` that says dirty, shows the state that another run left.
  const isEcho = run.outcome === 'blocked' || run.outcome === 'succeeded' || run.outcome === 'no-change';
  const versionUnknown = run.dirty || run.outcome === 'killed' || run.outcome === 'unknown';
  const signature = isEcho
    ? `${run.version}${SIGN}`
    : `${run.version}|${run.errorClass ?? run.outcome}|${run.code}`;
  const failureClass = run.errorClass ?? run.outcome;
  const version = versionInTrouble(run);
  return [{ ...opening(run, signature), version, isEcho, versionUnknown, failureClass, dirty: run.dirty }];
}

/** A down marks the version below, which its lines name only when that was queued too; then a refusal names it. */
function versionInTrouble({ dirty, dirtyVersion, version }: RunSummary): string | null {
  return dirty ? dirtyVersion : version;
}

function wrongMark(run: RunSummary, unfit: readonly ImageFinding[]): Mark[] {
  const findings = wrongFindings(run, unfit);
  // Another version that is skipped is another trouble; how far an image is behind or ahead is not.
  const skipped = unfit.flatMap(({ kind, versions }) => (kind === 'skipped-lower-version' ? versions : []));
  const which = skipped.length === 0 ? '' : `:${versionList(skipped)}`;
  if (findings.length > 0) return [opening(run, findings.join('+') + which)];
  return provesClean(run) ? [ending(run, 'clean-run')] : [];
}

function leakMark(run: RunSummary): Mark[] {
  return run.leaked.length === 0 ? [] : [{ ...opening(run, 'leak'), order: happenedAt(run) }];
}

/** Nothing but its alarm speaks for a pattern: each time that it rises is trouble of its own, and its OK ends it. */
function patternMarks(state: TargetState): Mark[] {
  const alarms = state.alarms.filter(({ kind }) => kind === 'pattern');
  return [
    ...alarms.map((alarm) => ({ ...alarmMark(alarm), signature: 'pattern' })),
    ...acknowledgementMarks(state, 'pattern').map((mark): EndingMark => {
      const isAlarm = alarms.some(({ name }) => name === mark.end.by);
      return { ...mark, ends: 'any', end: isAlarm ? { ...mark.end, why: 'quiet' } : mark.end };
    }),
  ];
}

function cameMark(run: RunSummary): EndingMark {
  const mark = ending(run, 'run-came');
  return { ...mark, end: { ...mark.end, at: run.startedAt } };
}

/** The expected run may be heard of only after its time, and still have come in time. */
function wasMissing({ ended, openedAt }: Episode): boolean {
  return ended === null || ended.at > openedAt;
}

/**
 * Runs that are slow at the same time are one episode, which is over when all of them are; an alarm joins the one that it overlaps, and stands
 * alone without one.
 */
function slowEpisodes(state: TargetState, runs: readonly RunSummary[]): Episode[] {
  const isGoingOn = droppedGoing(state) > 0;
  const last = state.dropped?.slow?.last;
  const slow = runs.filter((run) => run.alerts.length > 0 || isUnusual(state, run));
  const groups = slowTogether([...slow, ...(last ? [last] : [])].sort(byStart), isGoingOn);
  const alarms = state.alarms
    .filter(({ kind }) => kind === 'slow')
    .map((alarm) => ({
      mark: alarmMark(alarm),
      of: groups.find((group) => group.some((run) => overlaps(run, alarm.at))),
    }));
  const own = groups.flatMap((group) => {
    const kept = group.filter((run) => run !== last);
    const episodes = chainOf('slow', [
      ...kept.map((run) => ({ ...opening(run, 'slow'), at: run.startedAt })),
      ...alarms.flatMap(({ mark, of }) => (of === group ? mark : [])),
      ...(isGoingOn || group.some(({ outcome }) => outcome === 'running') ? [] : overMark(lastOver(group))),
    ]);
    const going = group.find(({ outcome }) => outcome === 'running');
    // The page is about one that goes on.
    return going === undefined ? episodes : episodes.map((each) => ({ ...each, lead: going.id }));
  });
  const alone = alarms.flatMap(({ mark, of }) => (of === undefined ? mark : []));
  const ends = [...runs.flatMap(overMark), ...acknowledgementMarks(state, 'slow')];
  return [...own, ...chainOf('slow', [...alone, ...ends])];
}

/**
 * Slow runs by start, in groups: one joins those of which any is still going on when it can be told of. `isGoingOn`: so does one before all of
 * these, which is no longer kept.
 */
function slowTogether(slow: readonly RunSummary[], isGoingOn: boolean): readonly (readonly RunSummary[])[] {
  const groups: RunSummary[][] = [];
  let until = isGoingOn ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  for (const run of slow) {
    const from = run.alerts.length > 0 ? run.startedAt + DEADLINES.silentWarningMs : happenedAt(run);
    const group = from < until ? groups.at(-1) : undefined;
    if (group !== undefined) group.push(run);
    else groups.push([run]);
    until = Math.max(from < until ? until : Number.NEGATIVE_INFINITY, overAt(run));
  }
  return groups;
}

function overAt(run: RunSummary): number {
  return run.outcome === 'running' ? Number.POSITIVE_INFINITY : happenedAt(run);
}

function lastOver(group: readonly RunSummary[]): RunSummary {
  return group.reduce((last, run) => (overAt(run) > overAt(last) ? run : last));
}

function overlaps({ startedAt, endedAt }: RunSummary, at: number): boolean {
  return startedAt <= at && at <= (endedAt ?? Infinity) + ALARM_LAG_MS;
}

/** The end of any run; after everything that happened while it ran. */
function overMark(run: RunSummary): EndingMark[] {
  if (run.outcome === 'running') return [];
  return [{ ...ending(run, 'run-ended'), order: happenedAt(run), rank: 1 }];
}
