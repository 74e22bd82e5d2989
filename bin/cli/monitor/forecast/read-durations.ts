import type { Target } from '../../../../lambda/domain/model/target.ts';
import { historiesFor } from '../../../../lambda/domain/normal/histories-for.ts';
import { emptyHistory, type History, tookIn, withTook } from '../../../../lambda/domain/normal/history.ts';
import { endedRuns } from '../ended-runs.ts';
import type { TableReader } from '../table-reader.ts';
import type { Durations } from './file-forecast.ts';

/**
 * Reads how long migrations of `target` took, and those of the databases that it is compared with, from the kept runs of each.
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
  const others: History[] = [];
  for (const each of historiesFor(target, named, after)) others.push(await historyOf(table, each));
  return { own: await historyOf(table, target), others };
}

async function historyOf(table: TableReader, target: Target): Promise<History> {
  const { state } = await table.target(target);
  const runs = state === null ? [] : await endedRuns(table, state);
  return withTook(emptyHistory(target), runs.flatMap(tookIn));
}
