import type { Decision } from '../model/decision.ts';

/** Something that a review asks people to decide. */
export interface Finding {
  /** `plain-output/staging/catalog`: kind and subject. The same trouble has the same id in every review. */
  readonly id: string;
  /** One sentence: what is wrong. The id says with what. */
  readonly says: string;
  /** One sentence: what to do about it. */
  readonly todo: string;
  /** How often it was seen. A rejected finding comes back when this has doubled. */
  readonly evidence: number;
  /** For a proposal: the change of the settings, the reasons for it and its limits. Left out for others. */
  readonly proposal?: Proposal;
}

/** What a review proposes to change in the settings. */
export interface Proposal {
  /** In the order of the file. */
  readonly changes: readonly SettingsChange[];
  /** One sentence each. */
  readonly reasons: readonly string[];
}

/** One value of the settings file. */
export interface SettingsChange {
  /** Where it is, such as `environments`, `production`, `thresholds`, `longRunning`, `warning`. */
  readonly path: readonly string[];
  /** As written in the file; `null` if the file does not say it and the default counts. */
  readonly from: string | null;
  readonly to: string;
}

/** What a review says about a finding. */
export type FollowedUp =
  /** Nobody has decided about it, or it is asked again. */
  | { readonly is: 'to-decide'; readonly finding: Finding; readonly before: Decision | null }
  /** Somebody is doing it. `overdue`: its day is over, and it is still found. */
  | { readonly is: 'accepted' | 'overdue'; readonly finding: Finding; readonly decision: Decision }
  /** It was accepted, and it is no longer found. */
  | { readonly is: 'done'; readonly decision: Decision };

const WEEK_MS = 7 * 24 * 60 * 60_000;
/** A rejected finding comes back after this long, even if its evidence is the same. */
export const REJECTED_WEEKS = 12;
/** What is decided later, without a day, comes back after this long. */
export const LATER_WEEKS = 4;
/** What was done is told in the reviews of this long after the decision. */
const DONE_TOLD_MS = 12 * WEEK_MS;

/** Joins what is found with what was decided. What people rejected, or do not want to decide yet, is left out. */
export function followUp(
  findings: readonly Finding[],
  decisions: readonly Decision[],
  now: number,
): readonly FollowedUp[] {
  const decided = new Map(decisions.map((decision) => [decision.finding, decision]));
  const found = new Set(findings.map(({ id }) => id));
  const done = decisions.filter(
    ({ finding, is, at }) => is === 'accept' && !found.has(finding) && now - at < DONE_TOLD_MS,
  );
  return [
    ...findings.flatMap((finding) => standingOf(finding, decided.get(finding.id) ?? null, now)),
    ...done.map((decision) => ({ is: 'done', decision }) as const),
  ];
}

function standingOf(finding: Finding, decision: Decision | null, now: number): readonly FollowedUp[] {
  if (decision === null) return [{ is: 'to-decide', finding, before: null }];
  const { is, at, due, evidence } = decision;
  switch (is) {
    case 'accept':
      return [{ is: due !== undefined && now >= due ? 'overdue' : 'accepted', finding, decision }];
    case 'reject':
      if (finding.evidence < 2 * evidence && now - at < REJECTED_WEEKS * WEEK_MS) return [];
      return [{ is: 'to-decide', finding, before: decision }];
    case 'later':
      return now < (due ?? at + LATER_WEEKS * WEEK_MS)
        ? []
        : [{ is: 'to-decide', finding, before: decision }];
    case 'watch':
      return [{ is: 'to-decide', finding, before: decision }];
  }
}
