import { printable } from '../model/printable.ts';
import type { Incident, IncidentEnd } from './incident.ts';

const WORDS: Readonly<Record<IncidentEnd['why'], string>> = {
  'clean-run': 'a later run ended clean',
  'run-ended': 'the run has ended',
  'run-came': 'the expected run started',
  'another-failure': 'a different failure replaced it',
  acknowledged: 'acknowledged',
  'by-hand': 'repaired by hand, reported',
  explained: 'a run explains it',
  quiet: 'no more lines match, reported',
  'each-over': 'each of its databases is in order',
  unwatched: 'the settings no longer name it',
  corrected: 'taken back by facts that arrived later',
};

/** Why an incident ended, in a few words for a list; the incident's last page says more. */
export function endWords({
  kind,
  ended,
}: Pick<Incident, 'kind'> & { readonly ended: Pick<IncidentEnd, 'why' | 'by'> | null }): string {
  if (ended === null) return 'still open';
  if (kind === 'slow' && ended.why === 'corrected') return 'the run is no longer slow';
  if (ended.why === 'corrected' && ended.by !== null)
    return `not over after all: goes on as ${printable(ended.by)}`;
  return ended.by === null ? WORDS[ended.why] : `${WORDS[ended.why]} by ${printable(ended.by)}`;
}
