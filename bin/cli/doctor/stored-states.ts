import { stateKey } from '../../../lambda/adapters/aws/table-keys.ts';
import { readBody } from '../../../lambda/adapters/aws/versioned-body.ts';
import type { TargetState } from '../../../lambda/domain/incidents/target-state.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import { TARGET_STATE } from '../../../lambda/domain/stored/target-state.ts';
import type { TableReader } from '../monitor/table-reader.ts';

/** Keys that one request reads. */
const KEYS_AT_ONCE = 100;

/** The states of these databases as they are stored now, in the same order; `undefined` where there is none. */
export async function storedStates(
  targets: readonly Target[],
  table: TableReader,
): Promise<readonly (TargetState | undefined)[]> {
  const states: (TargetState | undefined)[] = [];
  for (let from = 0; from < targets.length; from += KEYS_AT_ONCE) {
    const items = await table.bodies(targets.slice(from, from + KEYS_AT_ONCE).map(stateKey));
    states.push(...items.map((item) => item && readBody(TARGET_STATE, item)));
  }
  return states;
}
