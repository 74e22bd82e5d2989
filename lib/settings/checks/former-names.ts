import { RESERVED_ENVIRONMENTS } from '../../../lambda/contract/names.ts';
import { type Check, fieldsOf } from '../check.ts';
import { formerNameFaults } from '../former-name-fault.ts';
import { databaseNames, databasesOf, environmentNames, environmentsOf } from '../names.ts';

/** Checks that each former name (`was`) is gone from the settings, and belongs to one environment or database only. */
export const checkFormerNames: Check = (settings, { problem }) => {
  const present = {
    environments: [...environmentNames(settings), ...environmentsOf(settings)],
    databases: [...databaseNames(settings), ...databasesOf(settings)],
  };
  for (const mapping of ['environments', 'databases'] as const) {
    const of = mapping === 'environments' ? 'environment' : 'database';
    const written = new Map(
      fieldsOf<WithFormerNames>(settings[mapping]).map(([name, { was }]) => [name, was]),
    );
    const renamed = [...written].map(([name, was]) => ({ name, was: listOf(was) }));
    const reserved = of === 'environment' ? RESERVED_ENVIRONMENTS : [];
    for (const { name, nth, words } of formerNameFaults(renamed, of, new Set(present[mapping]), reserved)) {
      problem([mapping, name, 'was', ...(typeof written.get(name) === 'string' ? [] : [nth])], words);
    }
  }
};

type FormerNames = string | readonly (string | undefined)[] | undefined;

interface WithFormerNames {
  readonly was?: FormerNames;
}

/** Names that are not well-formed have a problem of their own, and are empty here. */
function listOf(was: FormerNames): readonly string[] {
  return typeof was === 'string' ? [was] : (was ?? []).map((name) => name ?? '');
}
