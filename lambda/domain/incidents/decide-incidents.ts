import { INCIDENT_KINDS } from '../../contract/incident-kind.ts';
import { louder, quieter, type Severity } from '../../contract/severity.ts';
import type { Action } from '../model/action.ts';
import { incidentKey } from '../model/incident-key.ts';
import { isCanary } from '../model/is-canary.ts';
import { monitorText } from '../model/monitor.ts';
import type { PageKind, PageMessage } from '../model/page-message.ts';
import { sameValue } from '../model/same-value.ts';
import { sentKey } from '../model/sent-key.ts';
import type { Target } from '../model/target.ts';
import { conditionsOf, isSlowCritical } from './condition.ts';
import { episodesOf } from './episode.ts';
import type { Episode } from './episode-chain.ts';
import {
  afterTelling,
  dueLevel,
  type EscalationState,
  type NextLevel,
  restarted,
  wasTold,
} from './escalation.ts';
import type { Handling } from './handling.ts';
import { brakeEndsAt, type Incident } from './incident.ts';
import { ruleOf, withEscalation } from './incident-escalation.ts';
import { withIndexTime } from './index-time.ts';
import { alarmsAmong, markOfAlarm, markOfMissing, parseMark } from './mark.ts';
import { muteWindow } from './mute.ts';
import { type NumberedEpisode, numberEpisodes, type UnmatchedIncident } from './number-episodes.ts';
import { type PagePolicy, severityOf, silencingWindow } from './page-policy.ts';
import { nextReminder } from './reminder.ts';
import { ANNOUNCED_DATABASES } from './shared.ts';
import type { TargetState } from './target-state.ts';

export interface PagePlan {
  readonly kind: PageKind;
  readonly severity: Severity;
  /** Topics that get the page. Empty for the canary: its pages are written but not sent. */
  readonly topics: readonly Severity[];
  /** For a page of the kind `handled`: the action that it tells about. */
  readonly action?: Action;
  /** For a page of the kind `escalated`: the level that it is for. */
  readonly escalated?: NonNullable<PageMessage['escalated']>;
  /** For a reminder: somebody had the incident, and the time that they took it for is over. Left out for others. */
  readonly lapsed?: Handling;
  /** Set when a person asked for the page again. */
  readonly again?: true;
}

/** One incident to write, if its stored revision is `expected` (`null`: if it is not stored yet). */
export interface IncidentChange {
  /** The incident to store. The caller adds its title and the page that {@link plan} asks for. */
  readonly incident: Incident;
  readonly expected: number | null;
  readonly plan: PagePlan | null;
}

/**
 * Derives the incidents of a database from its state at `now` (epoch ms), and returns those to write and the pages to send.
 *
 * Pure. Empty when nothing changed, as after a repeated or outdated message.
 */
export function decideIncidents(
  state: TargetState,
  incidents: readonly Incident[],
  policy: PagePolicy,
  now: number,
): readonly IncidentChange[] {
  const episodes = episodesOf(state);
  const successors = new Map(
    state.runs.flatMap(({ id, successor }) => (successor === null ? [] : [[id, successor] as const])),
  );
  const changes = INCIDENT_KINDS.flatMap((kind) => {
    const { numbered, unmatched } = numberEpisodes(
      kind,
      episodes.filter((episode) => episode.kind === kind),
      incidents,
      successors,
    );
    const numbers = new Map(numbered.map(({ episode, n }) => [episode.lead, n]));
    return [
      ...unmatched.flatMap((each) => corrected(state, each, policy, now)),
      ...numbered.flatMap((each) => {
        const follows = each.episode.follows === null ? null : (numbers.get(each.episode.follows) ?? 0);
        return change(state, each, follows, policy, now);
      }),
    ];
  });
  const stored = new Map(incidents.map((incident) => [incident.key, incident]));
  return changes.map((each) => ({
    ...each,
    incident: withIndexTime(each.incident, stored.get(each.incident.key), now),
  }));
}

function change(
  state: TargetState,
  { episode, n, numberedBy, stored, reopens }: NumberedEpisode,
  follows: number | null,
  policy: PagePolicy,
  now: number,
): IncidentChange[] {
  const { kind } = episode;
  const { target } = state;
  const derived = derivedFrom(state, { episode, numberedBy, stored, reopens }, follows);
  // Most incidents were over before, and nothing of them changes: no page is planned for those.
  if (stored !== null && isStillOver(stored, derived)) return [];
  const severity = severityOfEpisode(state, episode, policy);
  const next: Incident = {
    ...(stored ?? {
      target,
      kind,
      n,
      key: incidentKey({ target, kind, n }),
      monitor: monitorText(policy.monitor),
      title: '',
      notifiedTopics: [],
      silencedBy: null,
      reminders: 0,
      remindAt: null,
      outbox: [],
    }),
    revision: (stored?.revision ?? 0) + 1,
    ...derived,
    ...(stored?.escalation && { escalation: current(stored.escalation, now) }),
  };
  const { incident: decided, plan } = planNotification(stored, next, target, severity, policy, now);
  const incident = withEscalation(decided, policy, now);
  if (sameValue({ ...stored, revision: 0 }, { ...incident, revision: 0 })) return [];
  return [{ incident, plan, expected: stored?.revision ?? null }];
}

/** What an incident says because of its episode. Nothing else about it depends on the state. */
type Derived = Pick<
  Incident,
  | 'lead'
  | 'numberedBy'
  | 'marks'
  | 'droppedMarks'
  | 'signature'
  | 'openedAt'
  | 'ended'
  | 'follows'
  | 'reopens'
  | 'elsewhere'
  | 'braked'
  | 'dirty'
  | 'conditions'
  | 'headline'
  | 'announcedIn'
>;

function derivedFrom(
  state: TargetState,
  { episode, numberedBy, stored, reopens }: Omit<NumberedEpisode, 'n'>,
  follows: number | null,
): Derived {
  const { kind } = episode;
  const droppedMarks = countDroppedMarks(state, episode, stored);
  return {
    lead: episode.lead,
    numberedBy,
    marks: episode.marks,
    droppedMarks,
    signature: episode.signature,
    openedAt: droppedMarks === 0 ? episode.openedAt : Math.min(stored!.openedAt, episode.openedAt),
    ended: episode.ended,
    follows,
    ...(reopens !== null && { reopens }),
    elsewhere: episode.elsewhere.length > 0 ? episode.elsewhere : undefined,
    braked: brakedOf(episode, stored),
    dirty: kind === 'migration' && episode.ended === null && state.dirty,
    conditions: conditionsOf(state, episode),
    headline: headlineOf(state, episode, droppedMarks),
    announcedIn: announcedIn(state, episode),
  };
}

/** The log group that announces the database of an open episode, if no setting names it. */
function announcedIn({ runs }: TargetState, { lead, ended }: Episode): Incident['announcedIn'] {
  if (ended !== null) return undefined;
  return runs.find(({ id }) => id === lead)?.announcedIn ?? undefined;
}

/** Is the incident over as before, in all that is derived? Then {@link planNotification} would return it unchanged. */
function isStillOver(stored: Incident, derived: Derived): boolean {
  if (stored.ended === null || derived.ended === null || stored.remindAt !== null) return false;
  return (Object.keys(derived) as (keyof Derived)[]).every((key) => sameValue(stored[key], derived[key]));
}

interface NotificationPlan {
  readonly incident: Incident;
  readonly plan: PagePlan | null;
}

function planNotification(
  stored: Incident | null,
  next: Incident,
  target: Target,
  severity: Severity,
  policy: PagePolicy,
  now: number,
): NotificationPlan {
  if (next.ended !== null) {
    const window = stored === null ? silencingWindow(policy, next.kind, target, now) : null;
    if (window) return { incident: { ...next, silencedBy: window }, plan: null };
    return planResolution(stored, { ...next, remindAt: null, handling: undefined });
  }
  const known = stored !== null && stored.ended === null ? stored : null;
  if (known === null || known.notifiedTopics.length === 0) {
    const window = silencingWindow(policy, next.kind, target, now);
    if (window) return { incident: { ...next, silencedBy: window, remindAt: window.until }, plan: null };
    if (known !== null && known.silencedBy === null) return { incident: next, plan: null };
    if (isQuiet(known, now)) return { incident: next, plan: null };
    return opened(next, severity, now);
  }
  const restart = (at: number) => ({ escalation: restarted(next.escalation, at) });
  const muted = muteWindow(policy.mute, next.kind, now);
  // The stored headline stays, so that the update is sent when the mute is over.
  if (muted)
    return {
      incident: { ...next, headline: known.headline, remindAt: muted.until, ...restart(muted.until) },
      plan: null,
    };
  const remindAt = next.dirty ? (known.remindAt ?? nextReminder(next.openedAt, known.reminders, now)) : null;
  const topics = [...new Set([...known.notifiedTopics, severity])];
  const { handling } = known;
  const becameDirty = handling !== undefined && next.dirty && !known.dirty;
  const isWider = topics.length > known.notifiedTopics.length;
  if (next.headline !== known.headline || isWider || becameDirty) {
    // Other updates do not delay the next level.
    const startsAgain = isWider || handling !== undefined;
    return {
      incident: {
        ...next,
        remindAt,
        notifiedTopics: topics,
        ...woken(known, now),
        ...(startsAgain && restart(now)),
      },
      plan: { kind: 'updated', severity, topics },
    };
  }
  const brakeEnd = brakeEndsAt(next.braked);
  if (brakeEnd !== null && now >= brakeEnd) {
    const braked = { ...next.braked!, notified: true };
    const openings = (known.openings ?? 1) + 1;
    // This is a new opening, not an update: people who acknowledged or closed the incident did not know about most of these failures.
    const incident = { ...next, remindAt, braked, openings, ...woken(known, now), ...restart(now) };
    return { incident, plan: { kind: 'opened', severity, topics } };
  }
  if (isQuiet(known, now)) return { incident: { ...next, remindAt }, plan: null };
  if (handling !== undefined) {
    const after = next.dirty ? nextReminder(next.openedAt, known.reminders, now) : null;
    return {
      incident: { ...next, remindAt: after, ...woken(known, handling.until), ...restart(now) },
      plan: { kind: 'reminder', severity, topics: known.notifiedTopics, lapsed: handling },
    };
  }
  const level = next.escalation && dueLevel(next.escalation, ruleOf(topics, policy), now);
  if (level) return escalate({ ...next, remindAt }, level, policy, now);
  if (remindAt === null || now < remindAt) return { incident: { ...next, remindAt }, plan: null };
  const reminders = known.reminders + 1;
  return {
    incident: { ...next, reminders, remindAt: nextReminder(next.openedAt, reminders, now) },
    plan: { kind: 'reminder', severity, topics: known.notifiedTopics },
  };
}

/** Tells a level, unless the incident is silenced: then it starts at level 0 when the silence ends. */
function escalate(incident: Incident, level: NextLevel, policy: PagePolicy, now: number): NotificationPlan {
  const state = incident.escalation!;
  const window = silencingWindow(policy, incident.kind, incident.target, now);
  if (window) return { incident: { ...incident, escalation: restarted(state, window.until) }, plan: null };
  const severity = incident.notifiedTopics.reduce(louder);
  const { level: number, to } = level;
  const again = wasTold(state, severity, number);
  return {
    incident: { ...incident, escalation: afterTelling(state, severity, level, now) },
    plan: {
      kind: 'escalated',
      severity,
      topics: [severity],
      escalated: { level: number, to, ...(again && { again }) },
    },
  };
}

/** The times of a mute or a window that was ended early count from now. */
function current(state: EscalationState, now: number): EscalationState {
  return state.from > now ? restarted(state, now) : state;
}

/** Does somebody work on it, or want to hear nothing about it, at `now`? */
function isQuiet(known: Incident | null, now: number): boolean {
  return known?.handling !== undefined && now < known.handling.until;
}

/** An incident that gets worse is nobody's again, and so is one whose time is over. */
function woken({ handling }: Incident, at: number): Pick<Incident, 'handling' | 'wokenAt'> {
  return handling === undefined ? {} : { handling: undefined, wokenAt: at };
}

function brakedOf({ braked }: Episode, stored: Incident | null): Incident['braked'] {
  // People get this page once for each shared incident. The alarms that it was derived from are dropped later.
  if (stored?.target.database === ANNOUNCED_DATABASES && stored.braked !== undefined) return stored.braked;
  return (
    braked && {
      ...braked,
      notified: stored?.braked?.notified === true && stored.braked.until === braked.until,
    }
  );
}

function opened(next: Incident, severity: Severity, now: number): NotificationPlan {
  const topics = isCanary(next.target) ? [] : [severity];
  const remindAt = next.dirty ? nextReminder(next.openedAt, 0, now) : null;
  return {
    incident: { ...next, notifiedTopics: topics, reminders: 0, remindAt, escalation: undefined },
    plan: { kind: 'opened', severity, topics },
  };
}

function planResolution(stored: Incident | null, next: Incident): NotificationPlan {
  if (stored !== null && (stored.ended !== null || stored.notifiedTopics.length === 0))
    return { incident: next, plan: null };
  const ofNewIncident = isCanary(next.target) ? [] : (['info'] as const);
  const topics = stored?.notifiedTopics ?? ofNewIncident;
  return { incident: next, plan: { kind: 'resolved', severity: topics.reduce(louder, 'info'), topics } };
}

/**
 * Ends an incident that no episode matches any more: later facts show that there was no trouble. An ended incident whose lead
 * is no longer kept stays as it is, because it can no longer be derived.
 */
function corrected(
  state: TargetState,
  { incident: stored, continuesAs }: UnmatchedIncident,
  policy: PagePolicy,
  now: number,
): IncidentChange[] {
  const next =
    continuesAs &&
    (continuesAs.stored?.key ?? incidentKey({ target: state.target, kind: stored.kind, n: continuesAs.n }));
  const by = next && sentKey({ key: next, monitor: monitorText(policy.monitor) });
  if (stored.ended?.why === 'corrected' && by === null) return [];
  if (stored.ended !== null && by === null && !isKept(state, stored.lead)) return [];
  const ended = { why: 'corrected', at: now, run: null, by } as const;
  const over = { ended, dirty: false, conditions: [], handling: undefined };
  const incident = withEscalation({ ...stored, revision: stored.revision + 1, ...over }, policy, now);
  return [{ ...planResolution(stored, { ...incident, remindAt: null }), expected: stored.revision }];
}

function isKept(state: TargetState, mark: string): boolean {
  return (
    state.runs.some(({ id }) => id === mark) ||
    state.alarms.some((alarm) => mark === markOfAlarm(alarm)) ||
    state.missing.some((missing) => mark === markOfMissing(missing))
  );
}

function countDroppedMarks(state: TargetState, { marks }: Episode, stored: Incident | null): number {
  if (stored === null) return 0;
  const gone = stored.marks.filter((mark) => !marks.includes(mark) && !isKept(state, mark));
  return stored.droppedMarks + gone.length;
}

/** The essence of an incident's pages: when it changes, people get an update. */
function headlineOf(
  state: TargetState,
  { kind, lead, marks, signature }: Episode,
  droppedMarks: number,
): string {
  // The number of digits: people get an update when ten times as many databases are in trouble.
  if (state.target.database === ANNOUNCED_DATABASES)
    return `shared ${`${marks.length + droppedMarks}`.length}`;
  // Another slow run is not worth an update. A critical one raises the severity, and that sends an update.
  if (kind === 'slow' && parseMark(lead).kind !== 'alarm') return 'slow';
  const run = state.runs.find(({ id }) => id === lead);
  const leaked =
    kind === 'leak' ? state.runs.filter(({ id }) => marks.includes(id)).flatMap((each) => each.leaked) : [];
  return [signature, run?.outcome, run?.incomplete === true ? 'incomplete' : '', ...new Set(leaked)].join(
    ' ',
  );
}

/** An incident that only alarms are about has the highest severity of those alarms. */
function severityOfEpisode(state: TargetState, { kind, lead, marks }: Episode, policy: PagePolicy): Severity {
  const severity = severityOf(policy, state.target.environment);
  if (parseMark(lead).kind === 'alarm') {
    return alarmsAmong(state, marks)
      .map((alarm) => alarm.severity ?? severity)
      .reduce(louder, 'info');
  }
  const runs = state.runs.filter(({ id }) => marks.includes(id));
  if (kind !== 'slow') return severity;
  return runs.some(isSlowCritical) ? severity : quieter(severity, 'warning');
}
