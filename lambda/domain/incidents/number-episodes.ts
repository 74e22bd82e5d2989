import type { IncidentKind } from '../../contract/incident-kind.ts';
import { certainty } from './episode.ts';
import type { Episode } from './episode-chain.ts';
import type { Incident } from './incident.ts';

/** An episode with its number, and the stored incident with that number, or `null` if the number is new. */
export interface NumberedEpisode {
  readonly episode: Episode;
  readonly n: number;
  /** @see Incident.numberedBy */
  readonly numberedBy: string;
  readonly stored: Incident | null;
  /** @see Incident.reopens */
  readonly reopens: number | null;
}

export interface Numbering {
  readonly numbered: readonly NumberedEpisode[];
  /** Incidents that no episode matches any more. */
  readonly unmatched: readonly UnmatchedIncident[];
}

export interface UnmatchedIncident {
  readonly incident: Incident;
  /**
   * Number under which its trouble continues, because people were told that this incident is over; `null` if the trouble does not
   * continue.
   */
  readonly continuesAs: number | null;
}

/**
 * Matches each episode of one kind with its stored incident, or gives it the next number.
 *
 * An older failure that arrives late can split or merge episodes. A number that people know must still mean the same failure, so
 * it stays with the mark that it was given for. When two numbers fit one episode, the number of the open incident stays: people
 * got a page with it, and another number would send a new page. Numbers follow the order of arrival; nothing else depends on it.
 *
 * `successors` maps a superseded run to the run that replaced it; both count as one mark.
 *
 * An incident that people were told is over is not opened again. If later facts show that it was not over, its trouble gets the
 * next number.
 */
export function numberEpisodes(
  kind: IncidentKind,
  episodes: readonly Episode[],
  incidents: readonly Incident[],
  successors: ReadonlyMap<string, string> = new Map(),
): Numbering {
  const all = incidents.filter((incident) => incident.kind === kind).sort((a, b) => a.n - b.n);
  const own = all.filter((incident) => !isReplaced(incident));
  const taken = new Map<Episode, Incident>();
  const claim = (fits: (episode: Episode, incident: Incident) => boolean) => {
    const held = new Set(taken.values());
    for (const incident of own.filter((each) => !held.has(each))) {
      const isFree = (episode: Episode) => !taken.has(episode) && !wouldReopen(episode, incident);
      const found = episodes.find((episode) => isFree(episode) && fits(episode, incident));
      if (found) taken.set(found, incident);
    }
  };
  const now = (mark: string) => markNow(mark, successors);
  const leads = ({ lead }: Episode, incident: Incident) => lead === now(incident.numberedBy);
  const holds = ({ marks }: Episode, incident: Incident) => marks.includes(now(incident.numberedBy));
  const areOpen = (episode: Episode, incident: Incident) => episode.ended === null && incident.ended === null;
  claim((episode, incident) => areOpen(episode, incident) && leads(episode, incident));
  claim((episode, incident) => areOpen(episode, incident) && holds(episode, incident));
  claim(leads);
  claim(holds);
  // The mark that the incident was numbered for is corrected or no longer kept, so an episode with one of its other marks takes the number.
  const isLost = (incident: Incident) => !episodes.some((episode) => holds(episode, incident));
  claim(
    ({ marks }, incident) => isLost(incident) && incident.marks.some((mark) => marks.includes(now(mark))),
  );
  const held = new Set(taken.values());
  const unmatched = own.filter((incident) => !held.has(incident));
  let last = all.at(-1)?.n ?? 0;
  const numbered = episodes.map((episode): NumberedEpisode => {
    const stored = taken.get(episode) ?? null;
    const reopened = all.findLast((each) => wouldReopen(episode, each) && holds(episode, each));
    return {
      episode,
      stored,
      n: stored?.n ?? ++last,
      numberedBy: markNumbered(episode, stored, now),
      reopens: stored === null ? (reopened?.n ?? null) : (stored.reopens ?? null),
    };
  });
  return {
    numbered,
    unmatched: unmatched.map((incident) => {
      const next = numbered.find(({ reopens }) => reopens === incident.n);
      return { incident, continuesAs: next?.n ?? null };
    }),
  };
}

function wouldReopen(episode: Episode, { ended, notifiedTopics }: Incident): boolean {
  return episode.ended === null && ended !== null && notifiedTopics.length > 0;
}

/** True when its trouble continues under another number. */
function isReplaced({ ended }: Incident): boolean {
  return ended?.why === 'corrected' && ended.by !== null;
}

function markNow(mark: string, successors: ReadonlyMap<string, string>): string {
  let found = mark;
  for (let steps = 0; steps < successors.size; steps++) found = successors.get(found) ?? found;
  return found;
}

/**
 * The mark that the number belongs to. It changes only when a mark that says more about the cause becomes the lead: from an alarm
 * to a refusal, and from there to the failure.
 */
function markNumbered(episode: Episode, stored: Incident | null, now: (mark: string) => string): string {
  const known = stored && now(stored.numberedBy);
  if (known === null || !episode.marks.includes(known)) return episode.lead;
  return certainty(episode.signature) > certainty(stored!.signature) ? episode.lead : known;
}
