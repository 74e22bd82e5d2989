import type { Score } from './calibration.ts';
import { forecastOf, scoreOf } from './forecast.ts';
import type { Pair } from './pair.ts';

/** How many of the last forecasts are scored. */
export const SCORED = 60;

/**
 * How the forecasts of a database's last migrations turned out, oldest first: each is made from what began before the migration, so its
 * score is the same at any later time.
 *
 * @param pairs of the database itself and of others; the others are used and get no score
 */
export function scoresIn(pairs: readonly Pair[]): readonly Score[] {
  const own = pairs.filter(({ otherDatabase }) => otherDatabase !== true).sort((a, b) => a.at - b.at);
  const scores: Score[] = [];
  for (const { id, at, sourceMs, targetMs } of own.slice(-SCORED)) {
    scores.push(scoreOf(id, forecastOf({ sourceMs, at, pairs, scores }), targetMs));
  }
  return scores;
}
