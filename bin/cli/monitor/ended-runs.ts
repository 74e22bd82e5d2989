import { runKey } from '../../../lambda/adapters/aws/table-keys.ts';
import { readBody } from '../../../lambda/adapters/aws/versioned-body.ts';
import type { TargetState } from '../../../lambda/domain/incidents/target-state.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { RUN_RECORD } from '../../../lambda/domain/stored/run-record.ts';
import type { TableReader } from './table-reader.ts';

/** How many keys one BatchGetItem may have. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const KEYS_AT_ONCE = 100;

/** Runs that may have done something to a version, by start. A record that has expired is left out. */
export async function endedRuns(table: TableReader, { runs }: TargetState): Promise<readonly Run[]> {
  const keys = runs
    .filter(({ superseded, outcome }) => !superseded && outcome !== 'no-change')
    .map(({ origin, id }) => runKey(origin, id));
  const found: Run[] = [];
  for (let i = 0; i < keys.length; i += KEYS_AT_ONCE)
    for (const item of await table.bodies(keys.slice(i, i + KEYS_AT_ONCE)))
      if (item !== undefined) {
        const { run, supersededBy } = readBody(RUN_RECORD, item);
        if (supersededBy === null) found.push(run);
      }
  return found;
}
