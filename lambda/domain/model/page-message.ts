import type { IncidentKind } from '../../contract/incident-kind.ts';
import type { Severity } from '../../contract/severity.ts';
import type { Actor, Deed } from './action.ts';
import type { Monitor } from './monitor.ts';
import type { Branch } from './verdict.ts';

/**
 * Why a page is written. `escalated` is the first page for the people of a level, because nobody has taken the incident. `handled` tells
 * channels, not people's mail, what somebody did about the incident. `resolved` also reports an incident that was over before its first
 * page could be sent.
 */
export type PageKind = 'opened' | 'updated' | 'reminder' | 'escalated' | 'resolved' | 'handled';

/** One page: everything that a channel needs, in the order in which a person needs it. Every text is redacted; none is escaped. */
export interface PageMessage {
  /** `<key>#<sequence>`: equal ids are the same page sent again. */
  readonly id: string;
  /** {@link sentKey} of the incident: the dedup key of every channel. */
  readonly key: string;
  /** The monitor that wrote it. Left out if an earlier release did. */
  readonly monitor?: Monitor;
  /** Revision of the incident whose outbox holds it. A receiver drops a page with a lower sequence than the last one that it sent. */
  readonly sequence: number;
  readonly kind: PageKind;
  /** Number of the latest `opened` page, this one included. From the second one on, people have to be notified again. 1 if left out. */
  readonly opening?: number;
  readonly incidentKind: IncidentKind | 'test';
  /** Set on a test page only: nothing is wrong. `only`: the one channel that it is for; `null`: all channels of its topic. */
  readonly test?: { readonly only: string | null };
  /** What somebody did, on a page of the kind `handled`. */
  readonly action?: Deed;
  /** Where it was done. A receiver is not told what was done there. */
  readonly via?: Actor['via'];
  /** On a page of the kind `escalated`: the level that is told, and its channels. `again`: set when it was told before. */
  readonly escalated?: { readonly level: number; readonly to: readonly string[]; readonly again?: true };
  readonly environment: string;
  readonly database: string;
  readonly severity: Severity;
  /** When it was written, epoch ms. */
  readonly at: number;
  /**
   * When the failure could first be seen, epoch ms; `PageDelay` counts from here. For a run that failed or was refused: its last
   * log event, or the moment until which its process might still have overcome the failure. For a killed run: its end. `null` for
   * a page that was caused by time passing or by a person.
   */
  readonly failedAt: number | null;
  /** One sentence that a half-asleep person can act on. */
  readonly title: string;
  /** The current state, most important sentence first. */
  readonly state: readonly string[];
  /** `null` when the run has no error, and once the incident is over. */
  readonly error: PageError | null;
  /** The steps that always come first, then the alternatives. */
  readonly next: readonly Branch[];
  readonly doNot: readonly string[];
  /** The reasons for that state. */
  readonly evidence: readonly string[];
  /** What ran the migration, where, and when. */
  readonly ran: readonly string[];
  readonly lastGood: string | null;
  /** When it was first seen, how often, and what it follows. */
  readonly seen: readonly string[];
  /** Who is told next and when, if nobody takes the incident, and how to stop that. Left out if nobody is. */
  readonly escalates?: string;
  readonly links: readonly PageLink[];
  /** How the incident ends by itself; on a `resolved` page, what ended it. */
  readonly clears: string;
  /** Id of the run that the page is about; `null` for an alarm, or for a run that never came. */
  readonly run: string | null;
  /** `migration.failed`, `migration.killed`, `slow`, …: what PagerDuty calls the class. */
  readonly class: string;
}

export interface PageError {
  /** What it means, in a few plain words. */
  readonly plain: string;
  /** The most frequent reason for this error. */
  readonly usualCause: string;
  /** `SQLSTATE 42601`, `MySQL error 1064`, `error 27` of another engine; `null` when none was printed. */
  readonly code: string | null;
  /** The engine's own text. */
  readonly text: string;
  /** `line 2, column 8`; `null` when not known. */
  readonly where: string | null;
  /** The lines around the failure, with their numbers; the first ones when no line number was printed. */
  readonly excerpt: readonly string[];
  /** Set when the lines are from a file of several statements; left out if they are from one statement. */
  readonly excerptOf?: 'file';
}

export interface PageLink {
  readonly label: string;
  readonly url: string;
}
