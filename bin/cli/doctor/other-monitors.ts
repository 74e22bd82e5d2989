import { paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { MONITOR_DESCRIPTION } from '../../../lambda/contract/stack-description.ts';
import type { AccountCheck } from './account-check.ts';

/** Are other monitors deployed here? After a change of `name`, the former stack is one: it goes on paging. */
export const checkOtherMonitors: AccountCheck = async ({
  settings,
  stack,
  account: { cloudFormation: client, region },
}) => {
  const others: string[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName, Description, StackStatus } of Stacks) {
      const isDeployed = StackStatus !== 'DELETE_COMPLETE' && StackStatus !== 'REVIEW_IN_PROGRESS';
      if (Description === MONITOR_DESCRIPTION && isDeployed && StackName && StackName !== settings.name)
        others.push(StackName);
    }
  }
  if (others.length === 0) return [];
  const message = `${others.length === 1 ? 'another monitor is' : 'other monitors are'} deployed in ${region}: ${others.join(', ')}`;
  // A stack under this name is not there yet, so the name may have been changed: the deploy would make a second monitor.
  if (stack === undefined) {
    return [
      {
        kind: 'warning',
        message: `${message}; a deploy under the name ${settings.name} makes one more`,
        fix: `if ${others.length === 1 ? 'it' : 'one of them'} is this monitor under a former name, deploy this one, then destroy the former: until then both page, and both use one of the two subscription filters of each log group`,
      },
    ];
  }
  const fix = `if one is this monitor under a former name, destroy it: it pages as well, and uses one of the two subscription filters of each log group`;
  return [{ kind: 'note', message, fix }];
};
