import type { Episode } from './episode-chain.ts';
import type { Incident } from './incident.ts';
import type { IncidentKind } from './incident-key.ts';

/** An episode with its number, and the incident that has it already. */
export interface NumberedEpisode {
  readonly episode: Episode;
  readonly n: number;
  readonly stored: Incident | null;
}

export interface Numbering {
  readonly numbered: readonly NumberedEpisode[];
  /** Incidents that no episode is about any more. */
  readonly left: readonly Incident[];
}

/**
 * Gives each episode of one kind the incident that it is, or the next number.
 *
 * A number that people were told stays with its lead, then with any of its marks; so numbers are in order of arrival,
 * and only they depend on it. `successors` names the run that took a superseded one's place: it is the same mark.
 */
export function numberEpisodes(
  kind: IncidentKind,
  episodes: readonly Episode[],
  incidents: readonly Incident[],
  successors: ReadonlyMap<string, string> = new Map(),
): Numbering {
  const own = incidents.filter((incident) => incident.kind === kind).sort((a, b) => a.n - b.n);
  const taken = new Map<Episode, Incident>();
  const claim = (fits: (episode: Episode, incident: Incident) => boolean) => {
    const held = new Set(taken.values());
    for (const incident of own.filter((each) => !held.has(each))) {
      const found = episodes.find((episode) => !taken.has(episode) && fits(episode, incident));
      if (found) taken.set(found, incident);
    }
  };
  const now = (mark: string) => successorOf(mark, successors);
  claim(({ lead }, incident) => lead === now(incident.lead));
  claim(({ marks }, incident) => marks.includes(now(incident.lead)));
  claim(({ marks }, incident) => incident.marks.some((mark) => marks.includes(now(mark))));
  let last = own.at(-1)?.n ?? 0;
  const numbered = episodes.map((episode) => {
    const stored = taken.get(episode) ?? null;
    return { episode, stored, n: stored?.n ?? ++last };
  });
  const held = new Set(taken.values());
  return { numbered, left: own.filter((incident) => !held.has(incident)) };
}

function successorOf(mark: string, successors: ReadonlyMap<string, string>): string {
  let found = mark;
  for (let steps = 0; steps < successors.size; steps++) found = successors.get(found) ?? found;
  return found;
}
