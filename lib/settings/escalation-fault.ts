import { formatDuration } from './duration.ts';
import { type Path, quote } from './problem.ts';

/** The levels of one severity. What is not well-formed is left out. */
export interface LevelsToCheck {
  readonly afterMs: number | undefined;
  /** Names with their indexes. */
  readonly to: readonly (readonly [number, string])[];
}

/** `path` begins at the list of levels. `words` continue after the path. */
export interface EscalationFault {
  readonly path: Path;
  readonly words: string;
}

/** Levels whose times are not in order, and names that a level repeats. */
export function escalationFaults(levels: readonly LevelsToCheck[]): readonly EscalationFault[] {
  return levels.flatMap(({ afterMs, to }, index) => {
    const before = Math.max(...levels.slice(0, index).map((level) => level.afterMs ?? 0));
    const seen = new Set<string>();
    const again = to.filter(([, name]) => seen.has(name) || !seen.add(name));
    return [
      ...(afterMs !== undefined && afterMs <= before
        ? [
            {
              path: [index, 'after'],
              words: `is ${quote(formatDuration(afterMs))}; expected more than ${formatDuration(before)}, the time of a level before it`,
            },
          ]
        : []),
      ...again.map(([at, name]) => ({
        path: [index, 'to', at],
        words: `is ${quote(name)} again; expected each channel once`,
      })),
    ];
  });
}

/**
 * Levels that reach nobody, because they name PagerDuty channels only, and those were notified before: by the route or by a lower level.
 *
 * @param onRoute names of the PagerDuty channels that the route of the severity names
 */
export function uselessLevels(
  levels: readonly LevelsToCheck[],
  onRoute: ReadonlySet<string>,
  isPager: (name: string) => boolean,
): readonly EscalationFault[] {
  const notified = new Set(onRoute);
  return levels.flatMap(({ to }, index) => {
    const names = to.map(([, name]) => name);
    const isUseless = names.length > 0 && names.every((name) => isPager(name) && notified.has(name));
    for (const name of names) notified.add(name);
    if (!isUseless) return [];
    const words = `names only ${names.join(', ')}, which PagerDuty was notified through before; its own escalation policy goes on from there, so this level notifies nobody`;
    return [{ path: [index, 'to'], words }];
  });
}
