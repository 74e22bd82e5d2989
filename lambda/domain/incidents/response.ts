import { parseIncidentKey } from '../model/incident-key.ts';
import type { IncidentLine } from './incident-line.ts';

/**
 * How an incident was responded to. `acted`: a person did something about it. `by-itself`: it ended without that, and its kind needs no
 * repair. `untouched`: it is open, and nobody has done anything. `unknown`: a later run ended it, and whether a person repaired
 * something for that run is not recorded.
 */
export type Response = 'acted' | 'by-itself' | 'untouched' | 'unknown';

export function responseTo({ key, ended, acted }: IncidentLine): Response {
  if (acted || ended?.why === 'by-hand' || ended?.why === 'acknowledged') return 'acted';
  if (ended === null) return 'untouched';
  switch (ended.why) {
    case 'run-ended':
    case 'run-came':
    case 'quiet':
    case 'corrected':
    case 'explained':
      return 'by-itself';
    case 'clean-run':
      // A run that was slow, or green but wrong, needs no repair before the next one.
      return parseIncidentKey(key)?.kind === 'slow' ? 'by-itself' : 'unknown';
    case 'another-failure':
    case 'each-over':
    case 'unwatched':
      return 'unknown';
  }
}
