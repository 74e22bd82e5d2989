import type { Decision } from '../../domain/model/decision.ts';
import type { StoredReview } from '../../domain/review/stored-review.ts';
import type { DecisionStore, ReviewStore } from '../../pipeline/ports.ts';

/** Behaves as the DynamoDB store does, but keeps everything in the memory of one process. */
export class MemoryReviewStore implements ReviewStore, DecisionStore {
  readonly #reviews = new Map<string, StoredReview>();
  readonly #decisions = new Map<string, Decision>();

  async readReview(period: string): Promise<StoredReview | null> {
    return this.#reviews.get(period) ?? null;
  }

  async putReview(review: StoredReview, expected: number | null): Promise<'written' | 'conflict'> {
    const stored = this.#reviews.get(review.period)?.revision ?? null;
    if (stored !== expected) return 'conflict';
    this.#reviews.set(review.period, review);
    return 'written';
  }

  async putDecision(decision: Decision): Promise<void> {
    const known = this.#decisions.get(decision.finding);
    if (known === undefined || known.at < decision.at) this.#decisions.set(decision.finding, decision);
  }

  /** What people decided, for tests. */
  get decisions(): readonly Decision[] {
    return [...this.#decisions.values()];
  }
}
