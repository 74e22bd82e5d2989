import { OUTBOX_RESEND_MS } from '../../contract/defaults.ts';
import type { Severity } from '../../contract/severity.ts';
import { NEVER_DUE } from '../../contract/table.ts';
import type { IncidentName } from '../model/incident-key.ts';
import { isCanary } from '../model/is-canary.ts';
import type { PageMessage } from '../model/page-message.ts';
import type { Condition } from './condition.ts';
import type { Braked } from './episode-chain.ts';
import type { EpisodeEnd } from './episode-mark.ts';
import type { MaintenanceWindow } from './maintenance.ts';

/**
 * Why an incident is over; `corrected`: later facts show that there was none, or, where `by` names an incident, that it was not over
 * when people were told so: its trouble goes on under that key.
 */
export interface IncidentEnd extends Omit<EpisodeEnd, 'why'> {
  readonly why: EpisodeEnd['why'] | 'corrected';
}

/** The unit people see: one stretch of trouble with one database, from the first page to what ended it. */
export interface Incident extends IncidentName {
  readonly key: string;
  /** Counts writes of this incident; every write is conditional on the revision that was read. */
  readonly revision: number;
  /** What it is about: see {@link MarkSubject}. */
  readonly lead: string;
  /** Mark that it got its number for; `lead` may be an older one that was heard of later. */
  readonly numberedBy: string;
  /** All that joined it and is still kept in the database's state. */
  readonly marks: readonly string[];
  /** How many joined it that are no longer kept. */
  readonly droppedMarks: number;
  readonly signature: string | null;
  readonly openedAt: number;
  readonly ended: IncidentEnd | null;
  /** Incident of the same kind whose place it took; 0 when that one is no longer known. */
  readonly follows: number | null;
  /** Incident of the same kind that people were told is over, by what was then taken back; this one goes on with its trouble. Left out: none. */
  readonly reopens?: number;
  /** Clean runs, three at most, that ended nothing because nothing says that golang-migrate runs where they printed. Left out: none. */
  readonly elsewhere?: readonly string[] | undefined;
  /** Failures that joined it because many were opened just before, and whether people were told of them. Left out: none. */
  readonly braked?: (Braked & { readonly notified: boolean }) | undefined;
  /** How often people were notified of it as of something new. Left out: once at most. */
  readonly openings?: number;
  /** Set when it is told as one of many announced databases, not by itself. Left out: it is not. */
  readonly shared?: true;
  /** True while the database is marked dirty. */
  readonly dirty: boolean;
  /** What it stands for now; none once it is over. */
  readonly conditions: readonly Condition[];
  /** One line for lists: the title of its last page. */
  readonly title: string;
  /** What its last page was about; a change is told under the same key. */
  readonly headline: string;
  /** Topics that were told; each hears of the end. */
  readonly notifiedTopics: readonly Severity[];
  /** Window that kept it from being told. */
  readonly silencedBy: MaintenanceWindow | null;
  readonly reminders: number;
  /** When the next reminder, or the end of the window that silences it, is due; epoch ms. */
  readonly remindAt: number | null;
  /** Text of its last page where that goes to no topic: the canary's. */
  readonly canaryPageText?: string;
  /** Pages stored with the write and removed after sending. */
  readonly outbox: readonly OutboxPage[];
}

/** A page that a change owes. */
export interface OutboxPage {
  /** Message whose handling owes it: the same message delivered again sends it again. */
  readonly messageId: string;
  /** When the write was made, epoch ms. */
  readonly at: number;
  readonly topics: readonly Severity[];
  readonly page: PageMessage;
}

/**
 * Epoch ms at which the sweep has to look at an incident; `null`: never, it is done with, or the canary's. Open ones with
 * nothing due are far off.
 */
export function incidentDueAt({ target, ended, remindAt, outbox, braked }: Incident): number | null {
  if (isCanary(target)) return null;
  const resends = outbox.map(({ at }) => at + OUTBOX_RESEND_MS);
  const due = [...resends, ...(ended === null ? [...only(remindAt), ...only(brakeEndsAt(braked))] : [])];
  if (due.length > 0) return Math.min(...due);
  return ended === null ? NEVER_DUE : null;
}

function only(at: number | null): readonly number[] {
  return at === null ? [] : [at];
}

/** When people have to be told of what joined, epoch ms; `null`: nothing did, or they were. */
export function brakeEndsAt(braked: Incident['braked']): number | null {
  return braked === undefined || braked.notified ? null : braked.until;
}
