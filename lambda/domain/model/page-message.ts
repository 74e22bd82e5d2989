import type { IncidentKind } from '../../contract/incident-kind.ts';
import type { Severity } from '../../contract/severity.ts';
import type { Branch } from './verdict.ts';

/** Why a page is written. `resolved` also tells of trouble that was over before anyone could be told of it. */
export type PageKind = 'opened' | 'updated' | 'reminder' | 'resolved';

/** One page: all that a channel needs, in the order in which a person needs it. Every text is redacted; none is escaped. */
export interface PageMessage {
  /** `<incident key>#<sequence>`: equal ids are the same page sent again. */
  readonly id: string;
  /** Incident key: the dedup key of every channel. */
  readonly key: string;
  /** Revision of the incident that owes it; a receiver drops what is lower than what it last sent. */
  readonly sequence: number;
  readonly kind: PageKind;
  readonly incidentKind: IncidentKind;
  readonly environment: string;
  readonly database: string;
  readonly severity: Severity;
  /** When it was written, epoch ms. */
  readonly at: number;
  /**
   * When the trouble showed, epoch ms: the last log event of a run that failed or was refused, or the moment until which its
   * process might have mended it; the end of one that was killed. `null` for a page that only time or a person brought about. What `PageDelay` counts from.
   */
  readonly failedAt: number | null;
  /** One sentence that a half-asleep person can act on. */
  readonly title: string;
  /** What state things are in now, the most important sentence first. */
  readonly state: readonly string[];
  /** `null` when the run has none, and once it is over. */
  readonly error: PageError | null;
  /** What always comes first, then the alternatives. */
  readonly next: readonly Branch[];
  readonly doNot: readonly string[];
  /** Why the state is believed to be that. */
  readonly evidence: readonly string[];
  /** Who and what ran it, and when. */
  readonly ran: readonly string[];
  readonly lastGood: string | null;
  /** First seen, how often, what it follows. */
  readonly seen: readonly string[];
  readonly links: readonly PageLink[];
  /** How it ends by itself; for a `resolved` page, what ended it. */
  readonly clears: string;
  /** Run that it is about; `null` for an alarm or a run that never came. */
  readonly run: string | null;
  /** `migration.failed`, `migration.killed`, `slow`, …: what PagerDuty calls the class. */
  readonly class: string;
}

export interface PageError {
  /** In plain words, a few. */
  readonly plain: string;
  /** What it mostly comes from. */
  readonly usualCause: string;
  /** `SQLSTATE 42601`, `MySQL error 1064`, `error 27` of another engine; `null` when none was printed. */
  readonly code: string | null;
  /** The engine's own text. */
  readonly text: string;
  /** `line 2, column 8`; `null` when not known. */
  readonly where: string | null;
  /** The lines around the failure, with their numbers; the first ones when no line number was printed. */
  readonly excerpt: readonly string[];
  /** Set when these are lines of a file of several statements; left out: of one statement. */
  readonly excerptOf?: 'file';
}

export interface PageLink {
  readonly label: string;
  readonly url: string;
}
