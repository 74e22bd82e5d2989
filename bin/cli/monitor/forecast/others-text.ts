import type { History } from '../../../../lambda/domain/normal/history.ts';
import { roundedText } from '../../../../lambda/domain/normal/rounded.ts';

/** Fewer migrations than this do not bound nine of ten. */
const LEAST = 19;
const MOST = 0.9;

/**
 * How long most migrations of the database took: a sentence to put after another one, or nothing if too few are known.
 *
 * The bound is an order statistic, so that a new migration is below it with a chance of at least nine in ten, whatever the
 * distribution is.
 */
export function othersText({ target: { environment, database }, took }: History): string {
  if (took.length < LEAST) return '';
  const sorted = took.map(({ ms }) => ms).sort((a, b) => a - b);
  const bound = sorted[Math.ceil(MOST * (sorted.length + 1)) - 1]!;
  const text = roundedText(bound);
  return `. Migrations of ${database} in ${environment}: 9 of 10 took ${text.startsWith('under') ? text : `under ${text}`}`;
}
