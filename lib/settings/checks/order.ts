import { type Check, fieldsOf } from '../check.ts';
import { environmentNames } from '../names.ts';
import { orderFaults } from '../order-fault.ts';

/** Checks that each environment's `after` is another environment, and that no environment comes after itself by way of others. */
export const checkOrder: Check = (settings, { problem }) => {
  const ordered = fieldsOf(settings.environments).map(([name, { after }]) => ({ name, after }));
  for (const { name, words } of orderFaults(ordered, environmentNames(settings)))
    problem(['environments', name, 'after'], words);
};
