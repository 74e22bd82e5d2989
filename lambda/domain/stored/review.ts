import type { Decision } from '../model/decision.ts';
import type { StoredReview } from '../review/stored-review.ts';
import { type Form, unchanged } from './form.ts';

export const REVIEW: Form<StoredReview> = { what: 'review', upgrades: [unchanged] };
export const DECISION: Form<Decision> = { what: 'decision', upgrades: [unchanged] };
