import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { longest } from '../nested/longest.ts';
import { acknowledgeWildcards } from './acknowledge-wildcards.ts';
import type { MonitorFunction } from './monitor-function.ts';

/**
 * Characters of ARNs that a role's inline policies have room for beside the sweep's other rights, that a managed policy takes, and
 * the most managed policies of a role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const POLICY_LIMITS = { inline: 4_000, managed: 6_000, policies: 10 } as const;

const ACTION = 'logs:FilterLogEvents';

/**
 * Lets the sweep read the log streams of these log groups. Hundreds of ARNs are in managed policies, in their order; CDK itself would
 * put all into one policy, which IAM refuses.
 *
 * @throws when they do not fit into ten policies
 */
export function allowRereads(scope: Construct, sweep: MonitorFunction, watched: readonly ILogGroup[]): void {
  const lists: string[][] = [];
  let length = 0;
  for (const { logGroupArn } of watched) {
    const own = longest(scope, logGroupArn) + ','.length;
    const room = lists.length <= 1 ? POLICY_LIMITS.inline : POLICY_LIMITS.managed;
    const last = lists.at(-1);
    if (last !== undefined && length + own <= room) last.push(logGroupArn);
    else lists.push([logGroupArn]);
    length = last === lists.at(-1) ? length + own : own;
  }
  const [inline, ...managed] = lists;
  if (inline === undefined) return;
  if (managed.length > POLICY_LIMITS.policies)
    throw new Error(
      `the names of ${watched.length} watched log groups need ${managed.length} policies; a role takes ${POLICY_LIMITS.policies}. ` +
        'Let several services share a log group, or use several monitors with different names',
    );
  const reason =
    'The asterisk matches the streams of one watched log group; their names are not known before the deploy.';
  sweep.allow([ACTION], inline);
  acknowledgeWildcards(sweep.role!, inline, { reason });
  managed.forEach((resources, index) => {
    const policy = new ManagedPolicy(scope, `Rereads-${index + 1}`, {
      description: 'migrate-watch: the sweep reads watched log groups again',
      roles: [sweep.role!],
      statements: [new PolicyStatement({ actions: [ACTION], resources })],
    });
    acknowledgeWildcards(policy, resources, { reason });
  });
}
