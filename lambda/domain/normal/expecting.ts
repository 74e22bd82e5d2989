import type { Expectation } from '../model/forecast.ts';
import { forecastOf } from './forecast.ts';
import type { History } from './history.ts';
import { limitsOf, tellableIn } from './limits.ts';
import { scoresIn } from './scores.ts';
import { comparing, type FileToApply } from './source.ts';

/**
 * Returns a function that says what the time of a migration is compared with, in the database that `own` is about; `null` if its
 * file ran nowhere before.
 *
 * @param others what was read for `historiesFor` the database
 */
export function expecting(
  own: History,
  others: readonly History[],
): (migration: FileToApply) => Expectation | null {
  const compare = comparing(own, others);
  return (migration) => {
    const comparison = compare(migration);
    if (comparison === undefined) return null;
    const { source, sourceMs, pairs } = comparison;
    const { at } = migration;
    const forecast = forecastOf({ sourceMs, at, pairs, scores: scoresIn(pairs) });
    return { source, forecast, ...limitsOf(forecast, tellableIn(pairs, at)) };
  };
}
