import type { Severity } from '../../contract/severity.ts';
import type { Condition } from './condition.ts';
import type { Incident, IncidentEnd } from './incident.ts';

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
}

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
}: Incident): IncidentLine {
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
  };
}
