import type { Actor } from './action.ts';

/** `accept`: somebody does it. `reject`: it need not be done. `later`: ask again after {@link Decision.due}. `watch`: ask in every review. */
export const DECISIONS = ['accept', 'reject', 'later', 'watch'] as const;

/** What people decided about a finding. The last decision counts. */
export interface Decision {
  /** Id of the finding of a review. */
  readonly finding: string;
  readonly is: (typeof DECISIONS)[number];
  /** Epoch ms. */
  readonly at: number;
  readonly by: Actor;
  /** What the finding said when it was decided. */
  readonly says: string;
  /** How often it had been seen then. */
  readonly evidence: number;
  /** Who does it. Left out if nobody is named. */
  readonly owner?: string;
  /** First moment after the last day for it, epoch ms. Left out if no day is named. */
  readonly due?: number;
  /** Why, in the words of the person who decided. Left out if they said nothing. */
  readonly note?: string;
}

/** The form of a finding's id: a word, then the names that it is about. Names of environments and databases have these characters. */
export const FINDING_ID = /^[a-z]+(?:-[a-z]+)*(?:\/[\w.@-]{1,120}){0,3}$/;
