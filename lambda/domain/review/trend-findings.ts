import type { Target } from '../model/target.ts';
import type { History } from '../normal/history.ts';
import { allPairs } from '../normal/source.ts';
import { trendOf } from '../normal/trend.ts';
import type { Finding } from './finding.ts';

/** How long migrations of a database took, and those of the databases that it is compared with. */
export interface ComparedHistory {
  readonly target: Target;
  readonly own: History;
  readonly others: readonly History[];
}

/** A database whose migrations take longer and longer, compared with the same files in the environment before. */
export function trendFindings(histories: readonly ComparedHistory[], now: number): readonly Finding[] {
  return histories.flatMap(({ target: { environment, database }, own, others }) => {
    const [first] = allPairs(own, others).flatMap(({ source, pairs }) => {
      const trend = trendOf(pairs, now);
      return trend === undefined ? [] : [{ source, trend }];
    });
    if (first === undefined) return [];
    const { factor, low, high, n } = first.trend;
    return [
      {
        id: `slower/${environment}/${database}`,
        says: `The same files take ${digits(factor)} times as long as half a year ago, compared with ${first.source.environment} (${digits(low)} to ${digits(high)}, from ${n} migrations).`,
        todo: `Look with migrate-watch trend --environment ${environment}: which table has grown, and does the next migration still fit its window?`,
        evidence: Math.round(10 * factor),
      },
    ];
  });
}

function digits(factor: number): string {
  return String(Number(factor.toPrecision(2)));
}
