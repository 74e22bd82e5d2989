import { createHash } from 'node:crypto';

/** A regular expression of the code, and its place. */
export interface Expression {
  readonly source: string;
  readonly flags: string;
  /** `lambda/domain/model/printable.ts:6`, or the module that composes it while it is loaded. */
  readonly place: string;
}

/**
 * The judged form. An expression with the flag `y` is tried at one position only; `g` does not change how long a search
 * takes.
 */
export function judged({
  source,
  flags,
}: Pick<Expression, 'source' | 'flags'>): Pick<Expression, 'source' | 'flags'> {
  const rest = flags.replaceAll(/[gy]/g, '');
  return { source: flags.includes('y') ? `^(?:${source})` : source, flags: rest };
}

/** Key of a verdict: the same expression is judged once, at whichever place it is. */
export function hashOf(expression: Pick<Expression, 'source' | 'flags'>): string {
  const { source, flags } = judged(expression);
  return createHash('sha256').update(`/${source}/${flags}`).digest('hex').slice(0, 16);
}
