import { createHash } from 'node:crypto';

/** A regular expression of the code, and where it stands. */
export interface Expression {
  readonly source: string;
  readonly flags: string;
  /** `lambda/domain/model/printable.ts:6`, or the module that puts it together when it is loaded. */
  readonly place: string;
}

/** What is judged: an expression with the flag `y` is asked at one place alone; `g` does not change how long a search takes. */
export function judged({
  source,
  flags,
}: Pick<Expression, 'source' | 'flags'>): Pick<Expression, 'source' | 'flags'> {
  const rest = flags.replaceAll(/[gy]/g, '');
  return { source: flags.includes('y') ? `^(?:${source})` : source, flags: rest };
}

/** What verdicts are kept by: the same expression is judged once, wherever it stands. */
export function hashOf(expression: Pick<Expression, 'source' | 'flags'>): string {
  const { source, flags } = judged(expression);
  return createHash('sha256').update(`/${source}/${flags}`).digest('hex').slice(0, 16);
}
