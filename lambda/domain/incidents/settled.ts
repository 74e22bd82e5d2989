import { WRITER_TIMEOUT_MS } from '../../contract/defaults.ts';
import { type IncidentName, incidentKey } from '../model/incident-key.ts';
import { isCanary } from '../model/is-canary.ts';
import { sameValue } from '../model/same-value.ts';
import type { Target } from '../model/target.ts';
import { keptMarks } from './in-use.ts';
import type { Incident } from './incident.ts';
import type { TargetState } from './target-state.ts';

/**
 * What `page` keeps of an incident that is over, so that it reads the incident only if later facts change it: everything that
 * `decideIncidents` derives or compares. Attributes that are left out have the value that they have most often.
 */
export interface SettledIncident
  extends Pick<Incident, 'kind' | 'n' | 'revision' | 'numberedBy' | 'signature' | 'openedAt' | 'headline'> {
  readonly ended: NonNullable<Incident['ended']>;
  /** When this entry was first stored, epoch ms. */
  readonly since: number;
  /** True while `page` still reads the incident. Left out if it reads the incident only when it changes. */
  readonly read?: true;
  /** By default {@link numberedBy}. */
  readonly lead?: string;
  /** By default only {@link numberedBy}. */
  readonly marks?: Incident['marks'];
  /** By default 0. */
  readonly droppedMarks?: number;
  /** By default `null`. */
  readonly follows?: number;
  readonly reopens?: number;
  readonly elsewhere?: Incident['elsewhere'];
  readonly braked?: Incident['braked'];
  /** True if people were not notified of it. Left out if they were. */
  readonly unnotified?: true;
}

/**
 * An incident is read for this long after its entry was stored, ms. By then no invocation is left that read the state before, and
 * could still write the incident.
 */
const SETTLES_AFTER_MS = 4 * WRITER_TIMEOUT_MS;

/** The entries whose incidents `page` does not read, as incidents. What an entry does not keep is empty in them. */
export function settledIncidents(target: Target, settled: readonly SettledIncident[]): readonly Incident[] {
  return settled.filter(({ read }) => !read).map((entry) => incidentOf(target, entry));
}

/** The incidents among `names` to read; `settled` are incidents of `target`. */
export function namesToRead(
  target: Target,
  names: readonly IncidentName[],
  settled: readonly SettledIncident[],
): readonly IncidentName[] {
  const unread = new Set(
    settled.flatMap(({ kind, n, read }) => (read ? [] : incidentKey({ target, kind, n }))),
  );
  return unread.size === 0 ? names : names.filter((name) => !unread.has(incidentKey(name)));
}

/** What a round of `page` knows about the incidents of a database before it writes. */
export interface SettlingRound {
  /** The entries that were stored with the state. */
  readonly before: readonly SettledIncident[];
  /** Incidents as they are stored, without those that this round writes. */
  readonly unchanged: readonly Incident[];
  /** Of {@link unchanged}, those that were not read. */
  readonly unread: readonly Incident[];
  /** Highest number of each kind, with new incidents. */
  readonly last: ReadonlyMap<string, number>;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * The entries to store with `state`, before this round writes any incident.
 *
 * An incident is read until nothing has changed it for a while, because an invocation that decided to change it may still be about
 * to do so. An incident that this round changes has no entry, so the time starts again. These are always read: open incidents, those
 * with pages in the outbox, those with a share, the canary's, and the last one of each kind.
 */
export function settledAfter(
  state: TargetState,
  { before, unchanged, unread, last, now }: SettlingRound,
): readonly SettledIncident[] {
  if (isCanary(state.target)) return [];
  const kept = keptMarks(state);
  const known = new Map(before.map((entry) => [`${entry.kind}/${entry.n}`, entry]));
  const isUnread = new Set(unread);
  return unchanged.flatMap((incident) => {
    const { kind, n, revision, ended, outbox, shared, numberedBy, marks } = incident;
    // An incident of a former name is always read: an entry does not name its database.
    if (!sameValue(incident.target, state.target)) return [];
    const isKept = kept.has(numberedBy) || marks.some((mark) => kept.has(mark));
    if (!isKept) return [];
    const entry = known.get(`${kind}/${n}`);
    if (isUnread.has(incident) && entry !== undefined) return [entry];
    const isOver = ended !== null && incident.remindAt === null && !incident.dirty;
    if (!isOver || outbox.length > 0 || incident.conditions.length > 0 || shared) return [];
    const since = entry?.revision === revision ? entry.since : now;
    const isSettled = now - since >= SETTLES_AFTER_MS && last.get(kind) !== n;
    return [entryOf(incident, ended, since, isSettled)];
  });
}

function entryOf(
  incident: Incident,
  ended: NonNullable<Incident['ended']>,
  since: number,
  isSettled: boolean,
): SettledIncident {
  const { kind, n, revision, lead, numberedBy, marks, droppedMarks, signature, openedAt } = incident;
  const { follows, reopens, elsewhere, braked, headline, notifiedTopics } = incident;
  return {
    kind,
    n,
    revision,
    numberedBy,
    signature,
    openedAt,
    headline,
    ended,
    since,
    ...(!isSettled && { read: true }),
    ...(lead !== numberedBy && { lead }),
    ...((marks.length !== 1 || marks[0] !== numberedBy) && { marks }),
    ...(droppedMarks !== 0 && { droppedMarks }),
    ...(follows !== null && { follows }),
    ...(reopens !== undefined && { reopens }),
    ...(elsewhere !== undefined && { elsewhere }),
    ...(braked !== undefined && { braked }),
    ...(notifiedTopics.length === 0 && { unnotified: true }),
  };
}

function incidentOf(target: Target, entry: SettledIncident): Incident {
  const { kind, n, revision, numberedBy, signature, openedAt, headline, ended } = entry;
  const { lead = numberedBy, marks = [numberedBy], droppedMarks = 0, follows = null } = entry;
  const { reopens, elsewhere, braked } = entry;
  return {
    target,
    kind,
    n,
    key: incidentKey({ target, kind, n }),
    revision,
    lead,
    numberedBy,
    marks,
    droppedMarks,
    signature,
    openedAt,
    ended,
    follows,
    ...(reopens !== undefined && { reopens }),
    ...(elsewhere !== undefined && { elsewhere }),
    ...(braked !== undefined && { braked }),
    dirty: false,
    conditions: [],
    title: '',
    headline,
    notifiedTopics: entry.unnotified ? [] : ['info'],
    silencedBy: null,
    reminders: 0,
    remindAt: null,
    outbox: [],
  };
}
