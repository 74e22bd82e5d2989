import { paginateDescribeStackEvents, type StackEvent } from '@aws-sdk/client-cloudformation';
import { shellWord } from '../shell-word.ts';
import type { Account } from './account.ts';
import type { AccountCheck } from './account-check.ts';
import type { Finding } from './finding.ts';

/** Reason of the stack's own event with which a deploy begins. */
const DEPLOY_BEGAN = 'User Initiated';
/** Reasons of resources that failed only because another one did. */
const FOLLOWING = /^Resource (?:creation|update) cancelled/;

/** Did the last deploy succeed; which resource failed first? */
export const checkStackStatus: AccountCheck = async ({ settings, account, stack }) => {
  if (stack === undefined) {
    const message = `stack ${settings.name} is not deployed in ${account.region}; only what a deploy needs was checked`;
    return [{ kind: 'note', message }];
  }
  const { name, status } = stack;
  if (status.endsWith('_IN_PROGRESS')) {
    return [
      {
        kind: 'note',
        message: `stack ${name} is being changed (${status})`,
        fix: 'run doctor again when it has ended',
      },
    ];
  }
  if (!/ROLLBACK|FAILED/.test(status))
    return [{ kind: 'ok', message: `stack ${name} is deployed (${status})` }];
  const failed = await firstFailure(name, account);
  const why = failed === undefined ? (stack.statusReason ?? 'no reason was given') : wordsOf(failed);
  return [
    {
      kind: 'problem',
      message: `the last deploy of stack ${name} failed (${status}): ${why}`,
      ...remedy(name, status),
    },
  ];
};

/** A stack whose first deploy failed takes no update. */
function remedy(name: string, status: string): Pick<Finding, 'fix' | 'command'> {
  if (status !== 'ROLLBACK_COMPLETE' && status !== 'ROLLBACK_FAILED')
    return { fix: 'mend the cause and deploy again' };
  const command = `aws cloudformation delete-stack --stack-name ${shellWord(name)}`;
  return { fix: 'mend the cause, delete the stack, and deploy again', command };
}

function wordsOf({ LogicalResourceId, ResourceType, ResourceStatusReason }: StackEvent): string {
  return `${LogicalResourceId} (${ResourceType}): ${ResourceStatusReason ?? 'no reason was given'}`;
}

/** The first resource that failed in the last deploy. CloudFormation returns the newest event first. */
async function firstFailure(
  StackName: string,
  { cloudFormation: client }: Account,
): Promise<StackEvent | undefined> {
  let failed: StackEvent | undefined;
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName })) {
    for (const event of StackEvents) {
      const { ResourceStatus = '', ResourceStatusReason = '' } = event;
      if (ResourceStatusReason === DEPLOY_BEGAN) return failed;
      if (ResourceStatus.endsWith('_FAILED') && !FOLLOWING.test(ResourceStatusReason)) failed = event;
    }
  }
  return failed;
}
