import { OUTBOX_RESEND_MS } from '../../contract/defaults.ts';
import type { Severity } from '../../contract/severity.ts';
import { NEVER_DUE } from '../../contract/table.ts';
import type { Action } from '../model/action.ts';
import type { IncidentName } from '../model/incident-key.ts';
import { isCanary } from '../model/is-canary.ts';
import type { PageMessage } from '../model/page-message.ts';
import type { Condition } from './condition.ts';
import type { Braked } from './episode-chain.ts';
import type { EpisodeEnd } from './episode-mark.ts';
import type { EscalationState } from './escalation.ts';
import type { Handling } from './handling.ts';
import type { MaintenanceWindow } from './maintenance.ts';
import type { SentPage } from './sent-page.ts';

/**
 * Why an incident is over. `corrected`: later facts show that there was no trouble. If `by` is the key of another incident, later
 * facts show instead that the trouble was not over when people were told so, and the trouble continues under that key.
 */
export interface IncidentEnd extends Omit<EpisodeEnd, 'why'> {
  readonly why: EpisodeEnd['why'] | 'corrected';
}

/** An episode with a number, which people see: one stretch of trouble with one database, from its first page to its end. */
export interface Incident extends IncidentName {
  /** Key within this monitor. Receivers get {@link sentKey}. */
  readonly key: string;
  /** {@link monitorText} of the monitor that opened it. Left out if an earlier release did. */
  readonly monitor?: string;
  /** Counts writes of this incident; every write is conditional on the revision that was read. */
  readonly revision: number;
  /** The mark that it is about: see {@link MarkSubject}. */
  readonly lead: string;
  /** The mark that it got its number for. `lead` may be an older mark that arrived later. */
  readonly numberedBy: string;
  /** Its marks that are still kept in the database's state. */
  readonly marks: readonly string[];
  /** How many of its marks are no longer kept. */
  readonly droppedMarks: number;
  readonly signature: string | null;
  readonly openedAt: number;
  readonly ended: IncidentEnd | null;
  /**
   * Number of the incident that it follows: another failure of the same kind that was still open. 0 if that number is no longer
   * known; `null` if it follows no incident.
   */
  readonly follows: number | null;
  /**
   * Number of the incident that this one continues: people were told that it was over, and later facts showed that it was not. Left
   * out if it continues no incident.
   */
  readonly reopens?: number;
  /** @see Episode.elsewhere. Left out if there are none. */
  readonly elsewhere?: readonly string[] | undefined;
  /** @see Episode.braked. `notified`: whether people have been notified of those failures. */
  readonly braked?: (Braked & { readonly notified: boolean }) | undefined;
  /** How often people got an `opened` page about it. Left out if they got at most one. */
  readonly openings?: number;
  /** Set when it has no pages of its own, because many announced databases share one incident. Left out if it has its own. */
  readonly shared?: true;
  /** While it is open: the log group that announces its database. Left out if the settings name it, or if it is not known. */
  readonly announcedIn?: string | undefined;
  /** True while the database is marked dirty. */
  readonly dirty: boolean;
  /** Until when it stays in the open index although it is over, epoch ms; `undefined` for one that is open, or left the index. */
  readonly indexedUntil?: number | undefined;
  /** Its current conditions; empty when it is over. */
  readonly conditions: readonly Condition[];
  /** One line for lists: the title of its last page. */
  readonly title: string;
  /** What its last page was about. When this changes, people get an update under the same key. */
  readonly headline: string;
  /** Topics that got a page about it. Each also gets the page about its end. */
  readonly notifiedTopics: readonly Severity[];
  /** When people last got an `opened`, `updated` or `escalated` page about it, epoch ms. Left out if an earlier release sent it, or before the first. */
  readonly toldAt?: number;
  /** Pages that people got about it, by time; the last 50. Left out if an earlier release sent them, or before the first. */
  readonly pages?: readonly SentPage[];
  /** The maintenance window in which no page about it was sent. */
  readonly silencedBy: MaintenanceWindow | null;
  /** What people did about it, by time; the last 50. Left out if there is nothing. */
  readonly actions?: readonly Action[];
  /** Who works on it, or wants to hear nothing about it. Left out if it is over, or if nobody has taken it. */
  readonly handling?: Handling | undefined;
  /** Actions before this moment quiet nothing any more, epoch ms. Left out if all count. */
  readonly wokenAt?: number;
  /** Left out if the settings have no escalation for its severity and no level was told. */
  readonly escalation?: EscalationState | undefined;
  readonly reminders: number;
  /** When its next reminder is due, or when the window that silences it ends, epoch ms. */
  readonly remindAt: number | null;
  /** Text of its last page. Only for the canary, whose pages go to no topic. */
  readonly canaryPageText?: string;
  /** Pages that are stored with the change and removed after they were sent. */
  readonly outbox: readonly OutboxPage[];
}

/** Numbers of escalation levels by their topic. */
export type ToldLevels = Readonly<Partial<Record<Severity, readonly number[]>>>;

/** A page that has to be sent about a change. */
export interface OutboxPage {
  /** Id of the message that caused the change. When that message is delivered again, the page is sent again. */
  readonly messageId: string;
  /** When the write was made, epoch ms. */
  readonly at: number;
  readonly topics: readonly Severity[];
  /** Levels of each topic that get it. Left out if none does. */
  readonly levels?: ToldLevels;
  readonly page: PageMessage;
}

/**
 * When the sweep has to look at an incident, epoch ms. `null` means never: the incident is over, its pages are sent and it
 * has left the index, or it is the canary's. {@link NEVER_DUE} for an open incident with nothing due.
 */
export function incidentDueAt(incident: Incident): number | null {
  const { target, ended, remindAt, handling, outbox, braked, escalation, indexedUntil = null } = incident;
  if (isCanary(target)) return null;
  const resends = outbox.map(({ at }) => at + OUTBOX_RESEND_MS);
  // No reminder is due while somebody works on it.
  const reminder = handling === undefined ? remindAt : handling.until;
  const nextLevelAt = escalation?.next?.at ?? null;
  const moments = ended === null ? [reminder, nextLevelAt, brakeEndsAt(braked)] : [indexedUntil];
  const due = [...resends, ...moments.flatMap(only)];
  if (due.length > 0) return Math.min(...due);
  return ended === null ? NEVER_DUE : null;
}

function only(at: number | null): readonly number[] {
  return at === null ? [] : [at];
}

/** When people must be notified of the failures that joined, epoch ms; `null` if none joined, or if people have been notified. */
export function brakeEndsAt(braked: Incident['braked']): number | null {
  return braked === undefined || braked.notified ? null : braked.until;
}
