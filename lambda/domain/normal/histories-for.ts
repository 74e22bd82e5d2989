import { own } from '../../contract/own.ts';
import type { Target } from '../model/target.ts';

/** Of the databases and of the environments that the settings name, at most this many others are read for a forecast. */
const MOST = { databases: 5, environments: 3 };

/**
 * The databases whose histories say something about the migrations of `target`, without itself: it and a few others of its environment, in
 * each environment that may be before it. If the settings declare which one that is (`after`), it is the only one.
 *
 * @param named the databases that the settings name
 */
export function historiesFor(
  { environment, database }: Target,
  named: readonly Target[],
  after: Readonly<Record<string, string>> = {},
): readonly Target[] {
  const beside = named.filter((each) => each.environment === environment && each.database !== database);
  const databases = [...new Set(beside.map((each) => each.database))].slice(0, MOST.databases);
  const before = own(after, environment);
  const others = named.flatMap((each) => (each.environment === environment ? [] : each.environment));
  const environments = before === undefined ? [...new Set(others)].slice(0, MOST.environments) : [before];
  return [
    ...databases.map((each) => ({ environment, database: each })),
    ...environments.flatMap((other) =>
      [database, ...databases].map((each) => ({ environment: other, database: each })),
    ),
  ];
}
