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
   * The incident in which its trouble continues, because people were told that this one is over; `null` if the trouble does not
   * continue.
   */
  readonly continuesAs: Pick<NumberedEpisode, 'n' | 'stored'> | null;
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
  const held = new Set<Incident>();
  /** Each incident without an episode takes the first free one of `fitting`. */
  const claim = (fitting: (incident: Incident) => readonly Episode[]) => {
    for (const incident of own) {
      if (held.has(incident)) continue;
      const found = fitting(incident).find(
        (episode) => !taken.has(episode) && !wouldReopen(episode, incident),
      );
      if (found === undefined) continue;
      taken.set(found, incident);
      held.add(incident);
    }
  };
  const now = (mark: string) => markNow(mark, successors);
  const byLead = episodesBy(episodes, ({ lead }) => [lead]);
  const byMark = episodesBy(episodes, ({ marks }) => marks);
  const led = ({ numberedBy }: Incident) => byLead.get(now(numberedBy)) ?? [];
  const holding = ({ numberedBy }: Incident) => byMark.get(now(numberedBy)) ?? [];
  const open = (incident: Incident, found: readonly Episode[]) =>
    incident.ended === null ? found.filter(({ ended }) => ended === null) : [];
  claim((incident) => open(incident, led(incident)));
  claim((incident) => open(incident, holding(incident)));
  claim(led);
  claim(holding);
  // The mark that the incident was numbered for is corrected or no longer kept, so an episode with one of its other marks takes the number.
  claim((incident) => {
    if (holding(incident).length > 0) return [];
    const others = new Set(incident.marks.flatMap((mark) => byMark.get(now(mark)) ?? []));
    return episodes.filter((episode) => others.has(episode));
  });
  const unmatched = own.filter((incident) => !held.has(incident));
  let last = all.at(-1)?.n ?? 0;
  const numbered = episodes.map((episode): NumberedEpisode => {
    const stored = taken.get(episode) ?? null;
    const reopened = all.findLast((each) => wouldReopen(episode, each) && holding(each).includes(episode));
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
      return { incident, continuesAs: numbered.find(({ reopens }) => reopens === incident.n) ?? null };
    }),
  };
}

/** The episodes with each mark that `marksOf` names, in their order. */
function episodesBy(
  episodes: readonly Episode[],
  marksOf: (episode: Episode) => readonly string[],
): ReadonlyMap<string, readonly Episode[]> {
  const found = new Map<string, Episode[]>();
  for (const episode of episodes) {
    for (const mark of marksOf(episode)) {
      const known = found.get(mark);
      if (known === undefined) found.set(mark, [episode]);
      else known.push(episode);
    }
  }
  return found;
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
