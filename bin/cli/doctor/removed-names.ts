import { counted } from '../../../lambda/domain/model/counted.ts';
import { TableReader } from '../monitor/table-reader.ts';
import { watchedNames } from '../renames/watched-names.ts';
import type { AccountCheck } from './account-check.ts';
import { droppableNames } from './droppable-names.ts';
import { isYoung, keptSince } from './kept-since.ts';
import { endedIncidents, lostHistory } from './unnamed-items.ts';

/**
 * What does the deployed monitor still have under names that the settings do not have any more, nor carry by `was`? And which `was`
 * is not needed any more? Open incidents are first, because a deploy ends them within minutes.
 */
export const checkRemovedNames: AccountCheck = async (context) => {
  const { settings, document, stack, account, now } = context;
  const tableName = stack?.outputs.get('TableName');
  if (tableName === undefined) return [];
  const table = new TableReader(account.dynamoDb, tableName);
  const since = keptSince(settings, now);
  const [{ states, left }, { incidents }] = await Promise.all([table.states(), table.open()]);
  const young = states.filter((state) => isYoung(state, since));
  const names = watchedNames(settings);
  const findings = [
    ...endedIncidents(incidents, names, document),
    ...(await lostHistory(young, names, document, table)),
  ];
  // An incomplete list shows what is there, and does not show that nothing is.
  if (left === 0)
    return [...findings, ...(await droppableNames(context, { states: young, incidents, names, table }))];
  return [
    ...findings,
    {
      kind: 'note',
      message: `former names were not checked completely: older entries of ${counted(left, 'database')} are still being indexed after an upgrade`,
      fix: 'run doctor again in some hours',
    },
  ];
};
