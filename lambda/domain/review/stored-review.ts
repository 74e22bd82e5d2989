import type { Severity } from '../../contract/severity.ts';
import type { ReviewMessage } from '../model/review-message.ts';

/** A review that was written, and how far its sending has come. */
export interface StoredReview {
  /** `2026-W12` or `2026-03`. */
  readonly period: string;
  /** Counts writes; every write is conditional on the revision that was read. */
  readonly revision: number;
  /** When the last invocation began to send it, epoch ms. */
  readonly begunAt: number;
  /** A later invocation sends the same text. */
  readonly message: ReviewMessage;
  /** Topics that took it. */
  readonly sentTo: readonly Severity[];
}
