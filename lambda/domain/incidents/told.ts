import type { Severity } from '../../contract/severity.ts';
import { sentKey } from '../model/sent-key.ts';
import type { Incident } from './incident.ts';

/** What receivers were told about an open incident. It is stored beside the incident's body, so that the sweep need not unpack it. */
export interface Told {
  /** {@link sentKey} */
  readonly key: string;
  /** {@link Incident.openings} */
  readonly opening: number;
  /** Topics that got a page about it. */
  readonly topics: readonly Severity[];
  /** When people were last paged about it, epoch ms. */
  readonly at: number;
}

/** `undefined` when the incident is over, and when nobody was told about it. */
export function toldOf(incident: Incident): Told | undefined {
  const { ended, notifiedTopics: topics, openings: opening = 1, toldAt: at = incident.openedAt } = incident;
  return ended !== null || topics.length === 0 ? undefined : { key: sentKey(incident), opening, topics, at };
}
