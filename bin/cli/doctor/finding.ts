import type { Problem } from '../../../lib/settings/problem.ts';

/** `unknown`: AWS did not answer the question, for example because a right is missing. */
export type FindingKind = 'ok' | 'note' | 'warning' | 'problem' | 'unknown';

/** The answer to one question about the settings, the account or the deployed stack. */
export interface Finding {
  readonly kind: FindingKind;
  /** One sentence without its full stop: what is so. */
  readonly message: string;
  /** What to do about it: one sentence without its full stop. */
  readonly fix?: string;
  /** What to type, as it can be pasted into a shell. */
  readonly command?: string;
  /** `file:line:column` of the settings that the finding is about. */
  readonly place?: string;
}

/** `file:line:column` of a place in the settings. */
export function placeOf({ file, line, column }: Problem): string {
  return `${file}:${line}:${column}`;
}
