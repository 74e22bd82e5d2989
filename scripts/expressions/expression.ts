import { createHash } from 'node:crypto';

/** A regular expression of the code, and where it stands. */
export interface Expression {
  readonly source: string;
  readonly flags: string;
  /** `lambda/domain/printable.ts:6`, or the module that puts it together when it is loaded. */
  readonly place: string;
}

/** What verdicts are kept by: the same expression is judged once, wherever it stands. */
export function hashOf({ source, flags }: Pick<Expression, 'source' | 'flags'>): string {
  // Neither flag changes how long a search takes.
  return createHash('sha256')
    .update(`/${source}/${flags.replaceAll(/[gy]/g, '')}`)
    .digest('hex')
    .slice(0, 16);
}
