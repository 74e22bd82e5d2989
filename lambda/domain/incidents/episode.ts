import { DEADLINES } from '../../contract/defaults.ts';
import { INCIDENT_KINDS, type IncidentKind } from '../../contract/incident-kind.ts';
import { compareVersions } from '../model/version.ts';
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
  unwatchedMarks,
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
import { type AlarmSummary, evidenceIn, mayBeBefore, type TargetState } from './target-state.ts';

/** All episodes of a database, by kind and then by time. */
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
  const missing = [...state.missing.map(missingMark), ...others('missing')];
  return [
    ...chainOf('migration', [...runs.flatMap(migrationMark), ...others('migration')], ends),
    ...slowEpisodes(state, runs),
    ...(missing.length === 0
      ? []
      : chainOf('missing', [...missing, ...runs.flatMap((run) => cameMark(run, state))]).filter(wasMissing)),
    ...chainOf(
      'wrong',
      [...runs.flatMap((run) => wrongMark(run, unfit.get(run.id) ?? [])), ...others('wrong')],
      ends,
    ),
    ...chainOf('leak', [...runs.flatMap(leakMark), ...others('leak')]),
    ...chainOf('pattern', patternMarks(state)),
  ];
}

/**
 * The episodes that many announced databases share. A shared episode is over when the trouble of each database is over, or when a
 * person acknowledges it.
 */
function sharedEpisodes(state: TargetState, kind: IncidentKind): Episode[] {
  const shares = state.alarms.filter((alarm) => alarm.kind === kind && !alarm.unheard);
  const acknowledged = state.acknowledgements.flatMap((note) => (note.kind === kind ? note.at : []));
  const episodes = chainOf(kind, [
    ...shares.map((alarm) => ({ ...alarmMark(alarm), signature: 'announced' })),
    ...momentsWithout(shares, acknowledged, state.unkeptAt),
    ...acknowledgementMarks(state, kind).map((mark): EndingMark => ({ ...mark, ends: 'any' })),
  ]);
  // The first page names only one database. One more page names those that joined within the next minutes.
  return episodes.map((each) =>
    each.marks.length > 1
      ? { ...each, braked: { marks: [], until: each.openedAt + OPENINGS_WITHIN_MS } }
      : each,
  );
}

/**
 * The moments at which the trouble of all shares was over. An acknowledgement divides the shares: those before it do not delay the
 * end of those after it.
 */
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
    // If a share was dropped while it was still in trouble, its end is not known.
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

/** A clean run ends an episode if it is evidence, or printed at the same place as a run of the episode. */
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

/** This many episodes before an open one are kept, because they decide which failures join it: see `chainOf`. */
const KEPT_BEFORE = 20;

/** The leads of the open episodes, and of the last {@link KEPT_BEFORE} that each of them follows. */
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

/**
 * Is it certain, without deriving the episodes, that none of `runs` is in {@link leadsInUse}? A later clean run that is evidence ends
 * every episode of a failure, and no episode after it follows one before it.
 *
 * @param unfit as `imageFindings` returns it
 */
export function areNoLeads(
  state: TargetState,
  runs: readonly RunSummary[],
  unfit: ReadonlyMap<string, readonly ImageFinding[]>,
): boolean {
  const evidence = evidenceIn(state);
  const lastEvidence = state.runs.findLast(({ id }) => evidence.has(id));
  return runs.every((run) => {
    if (run.superseded) return true;
    const isSlow = run.alerts.length > 0;
    if (isSlow || run.leaked.length > 0 || wrongFindings(run, unfit.get(run.id) ?? []).length > 0)
      return false;
    return !inTrouble(run) || (lastEvidence !== undefined && byStart(run, lastEvidence) < 0);
  });
}

/** Signatures of runs that only show the state that another run left end with this. */
const ECHO_SUFFIX = '|dirty';

/** How much a signature says about the cause: 0 for an alarm, 1 for a run that only met a dirty database, 2 for a failure. */
export function certainty(signature: string | null): 0 | 1 | 2 {
  if (signature === null) return 0;
  return signature.endsWith(ECHO_SUFFIX) ? 1 : 2;
}

function migrationMark(run: RunSummary): Mark[] {
  if (provesClean(run)) return [ending(run, 'clean-run')];
  if (!inTrouble(run)) return [];
  // A refusal, and a `migrate version` that prints `dirty`, show the state that another run left.
  const isEcho = run.outcome === 'blocked' || run.outcome === 'succeeded' || run.outcome === 'no-change';
  const versionUnknown = run.dirty || run.outcome === 'killed' || run.outcome === 'unknown';
  const signature = isEcho
    ? `${run.version}${ECHO_SUFFIX}`
    : `${run.version}|${run.errorClass ?? run.outcome}|${run.code}`;
  const failureClass = run.errorClass ?? run.outcome;
  const version = versionInTrouble(run);
  return [{ ...opening(run, signature), version, isEcho, versionUnknown, failureClass, dirty: run.dirty }];
}

/**
 * The version that is marked dirty. A down migration marks the version below it, which its lines name only if that version was to
 * be taken down too; otherwise only a later refusal names it (`null` until then).
 */
function versionInTrouble({ dirty, dirtyVersion, version }: RunSummary): string | null {
  return dirty ? dirtyVersion : version;
}

function wrongMark(run: RunSummary, unfit: readonly ImageFinding[]): Mark[] {
  const findings = wrongFindings(run, unfit);
  // A different skipped version is a different trouble. How far an image is behind or ahead makes no difference.
  const skipped = unfit.flatMap(({ kind, versions }) => (kind === 'skipped-lower-version' ? versions : []));
  const which = skipped.length === 0 ? '' : `:${versionList(skipped)}`;
  if (findings.length > 0) return [opening(run, findings.join('+') + which)];
  return provesClean(run) ? [ending(run, 'clean-run')] : [];
}

function leakMark(run: RunSummary): Mark[] {
  return run.leaked.length === 0 ? [] : [{ ...opening(run, 'leak'), order: happenedAt(run) }];
}

/** An incident about an error pattern depends on its alarm only: each ALARM opens an episode, and the OK after it ends the episode. */
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

/**
 * The run came: with its start, or with its end if a version was expected since before it began. A run in trouble came too, because
 * people are told about it by the incident of its trouble.
 */
function cameMark(run: RunSummary, state: TargetState): readonly EndingMark[] {
  const mark = ending(run, 'run-came');
  const wanted = state.missing.findLast(
    ({ since, version }) => version !== undefined && since <= run.startedAt,
  )?.version;
  if (wanted === undefined) return [{ ...mark, end: { ...mark.end, at: run.startedAt } }];
  return inTrouble(run) || hasReached(run, wanted, state) ? [mark] : [];
}

/** Did the run end clean with the database at `version` or above? */
function hasReached(run: RunSummary, version: string, state: TargetState): boolean {
  if (run.outcome !== 'succeeded' && run.outcome !== 'no-change') return false;
  const at = run.cleanVersion ?? state.cleanVersion;
  return at !== null && compareVersions(at, version) >= 0;
}

/** False when the expected run came in time, even if its facts arrived late. */
function wasMissing({ ended, openedAt }: Episode): boolean {
  return ended === null || ended.at > openedAt;
}

/**
 * Runs that are slow at the same time are one episode, which is over when all of them have ended. An alarm joins the episode with
 * a run that it overlaps; without such a run, alarms form episodes of their own.
 */
function slowEpisodes(state: TargetState, runs: readonly RunSummary[]): Episode[] {
  const isGoingOn = droppedGoing(state) > 0;
  const last = state.dropped?.slow?.last;
  const slow = runs.filter((run) => run.alerts.length > 0);
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
      ...unwatchedMarks(state, 'slow'),
    ]);
    const going = group.find(({ outcome }) => outcome === 'running');
    // The page is about a run that is still running.
    return going === undefined ? episodes : episodes.map((each) => ({ ...each, lead: going.id }));
  });
  const alone = alarms.flatMap(({ mark, of }) => (of === undefined ? mark : []));
  if (alone.length === 0) return own;
  const ends = [...runs.flatMap(overMark), ...acknowledgementMarks(state, 'slow')];
  return [...own, ...chainOf('slow', [...alone, ...ends])];
}

/**
 * Groups slow runs (sorted by start). A run joins the group before it if a run of that group is still running when the new one
 * becomes slow. `isGoingOn`: a slow run that is no longer kept is still running, so all of these belong together.
 */
function slowTogether(slow: readonly RunSummary[], isGoingOn: boolean): readonly (readonly RunSummary[])[] {
  const groups: RunSummary[][] = [];
  let until = isGoingOn ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  for (const run of slow) {
    const from = run.startedAt + DEADLINES.silentWarningMs;
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

/** The end of a run, ordered after everything that happened while it ran; empty if it is running, or if nobody knows its end. */
function overMark(run: RunSummary): EndingMark[] {
  if (run.outcome === 'running' || run.unwatched) return [];
  return [{ ...ending(run, 'run-ended'), order: happenedAt(run), rank: 1 }];
}
