import type { Target } from '../../../../lambda/domain/model/target.ts';
import { historiesFor } from '../../../../lambda/domain/normal/histories-for.ts';
import type { TableReader } from '../table-reader.ts';
import type { Durations } from './file-forecast.ts';

/**
 * Reads how long migrations of `target` took, and those of the databases that it is compared with.
 *
 * @param named the databases that are known
 * @param after the environment before each environment, by name
 */
export async function readDurations(
  table: TableReader,
  target: Target,
  named: readonly Target[],
  after: Readonly<Record<string, string>>,
): Promise<Omit<Durations, 'now'>> {
  const [own, ...others] = await Promise.all(
    [target, ...historiesFor(target, named, after)].map((each) => table.history(each)),
  );
  return { own: own!, others };
}
