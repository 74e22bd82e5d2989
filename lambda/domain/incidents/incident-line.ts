import type { Severity } from '../../contract/severity.ts';
import type { Action } from '../model/action.ts';
import { truncate } from '../model/truncate.ts';
import type { Condition } from './condition.ts';
import type { Incident, IncidentEnd } from './incident.ts';
import type { SentPage } from './sent-page.ts';

/** One incident in lists. It contains no text of a log except its title, which is redacted. */
export interface IncidentLine {
  /** Key within the monitor; it has environment, database, kind and number. */
  readonly key: string;
  readonly title: string;
  /** Epoch ms. */
  readonly openedAt: number;
  /** `null` while it is open. */
  readonly ended: Pick<IncidentEnd, 'at' | 'why' | 'by'> | null;
  readonly dirty: boolean;
  readonly conditions: readonly Condition[];
  /** Topics that got a page about it; empty if nobody was notified. */
  readonly notifiedTopics: readonly Severity[];
  /** Number of the incident that it follows; `null` if it follows none. */
  readonly follows: number | null;
  readonly reminders: number;
  /** The first acknowledgement. Left out if there is none. */
  readonly acknowledged?: { readonly at: number; readonly by: string };
  /** True if a person did something about it: acknowledged, snoozed, repaired or wrote a note. Left out otherwise. */
  readonly acted?: true;
  /** @see Incident.pages. Without them, an earlier release wrote the line, and what people did is not known. */
  readonly pages?: readonly SentPage[];
  /** Incidents with equal signatures are the same trouble; left out if it has none. */
  readonly signature?: string;
  /** The last sentence that a person wrote about it, redacted. Left out if there is none. */
  readonly note?: string;
}

/** Longest note in a line, UTF-16 units. */
const MOST_OF_NOTE = 200;

/** To `wake` an incident, or to ask for its page again, is not work on it. */
const WORK: ReadonlySet<Action['do']> = new Set(['ack', 'snooze', 'note', 'resolve']);

export function incidentLine({
  key,
  title,
  openedAt,
  ended,
  dirty,
  conditions,
  notifiedTopics,
  follows,
  reminders,
  signature,
  actions = [],
  pages,
}: Incident): IncidentLine {
  const ack = actions.find((action) => action.do === 'ack');
  const note = actions.findLast((action) => action.do === 'note' || action.do === 'resolve');
  return {
    key,
    title,
    openedAt,
    ended: ended && { at: ended.at, why: ended.why, by: ended.by },
    dirty,
    conditions,
    notifiedTopics,
    follows,
    reminders,
    ...(ack && { acknowledged: { at: ack.at, by: ack.by.name } }),
    ...(actions.some((action) => WORK.has(action.do)) && { acted: true as const }),
    ...(pages && { pages }),
    ...(signature !== null && { signature }),
    ...(note && 'text' in note && { note: truncate(note.text, MOST_OF_NOTE) }),
  };
}
