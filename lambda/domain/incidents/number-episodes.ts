import type { IncidentKind } from '../../contract/incident-kind.ts';
import { certainty } from './episode.ts';
import type { Episode } from './episode-chain.ts';
import type { Incident } from './incident.ts';

/** An episode with its number, and the incident that has it already. */
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
  /** Incidents that no episode is about any more. */
  readonly unmatched: readonly UnmatchedIncident[];
}

export interface UnmatchedIncident {
  readonly incident: Incident;
  /** Number under which its trouble goes on, because people were told that this one is over; `null`: there is none. */
  readonly continuesAs: number | null;
}

/**
 * Gives each episode of one kind the incident that it is, or the next number.
 *
 * Episodes change their borders when an older failure is heard of late; a number that people were told must not come to
 * mean another failure. So it stays with the mark that it was given for. When two numbers meet in one episode, the one
 * that is open stays: people were woken under it, and a closed one would wake them again. Numbers are in order of
 * arrival, and only they depend on it. `successors` names the run that took a superseded one's place: it is the same mark.
 *
 * What people were told is over is not opened again: when what ended it is taken back, its trouble gets the next number.
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
  // What it was given for is no trouble any more, or no longer kept: what joined it goes on under its number.
  const isLost = (incident: Incident) => !episodes.some((episode) => holds(episode, incident));
  claim(
    ({ marks }, incident) => isLost(incident) && incident.marks.some((mark) => marks.includes(now(mark))),
  );
  const held = new Set(taken.values());
  const left = own.filter((incident) => !held.has(incident));
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
    unmatched: left.map((incident) => {
      const next = numbered.find(({ reopens }) => reopens === incident.n);
      return { incident, continuesAs: next?.n ?? null };
    }),
  };
}

function wouldReopen(episode: Episode, { ended, notifiedTopics }: Incident): boolean {
  return episode.ended === null && ended !== null && notifiedTopics.length > 0;
}

/** Its trouble goes on under another number. */
function isReplaced({ ended }: Incident): boolean {
  return ended?.why === 'corrected' && ended.by !== null;
}

function markNow(mark: string, successors: ReadonlyMap<string, string>): string {
  let found = mark;
  for (let steps = 0; steps < successors.size; steps++) found = successors.get(found) ?? found;
  return found;
}

/** A number that was given for an alarm is about the refusal that explains it, and then about the failure behind that. */
function markNumbered(episode: Episode, stored: Incident | null, now: (mark: string) => string): string {
  const known = stored && now(stored.numberedBy);
  if (known === null || !episode.marks.includes(known)) return episode.lead;
  return certainty(episode.signature) > certainty(stored!.signature) ? episode.lead : known;
}
