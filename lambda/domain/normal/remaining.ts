import type { Forecast } from '../model/forecast.ts';
import { logTime, msOfLogTime } from './log-time.ts';
import { exceededWith, tailAbove } from './t-distribution.ts';

/** The chance that a migration without trouble takes at least `elapsedMs`. Calibrated like the limits, so that both say the same. */
export function chanceToLast(forecast: Forecast, elapsedMs: number): number {
  return tailAbove(deviation(forecast, logTime(elapsedMs)), forecast.nu);
}

/** The duration that such a migration stays below with the chance `quantile`, in ms, given that it has taken `elapsedMs` already. */
export function totalGiven(forecast: Forecast, elapsedMs: number, quantile: number): number {
  const tail = (1 - quantile) * chanceToLast(forecast, elapsedMs);
  const { mu, sigma, nu, up, down } = forecast;
  // A tail that a number cannot hold is one that no forecast speaks about any more.
  if (!(tail > 0)) return elapsedMs;
  const t = exceededWith(tail, nu);
  return Math.max(elapsedMs, msOfLogTime(mu + (t > 0 ? up : down) * sigma * t));
}

function deviation({ mu, sigma, up, down }: Forecast, z: number): number {
  return (z - mu) / (sigma * (z > mu ? up : down));
}
