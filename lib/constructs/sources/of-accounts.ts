import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { WatchedSource } from './watched-source.ts';

/**
 * The sources, without `account` where that is the stack's own.
 *
 * A stack whose account only the deploy knows takes every given account for another one, with a warning.
 *
 * @throws when an account is not 12 digits, or a log group of another account is to be created
 */
export function ofAccounts(scope: Construct, sources: readonly WatchedSource[]): readonly WatchedSource[] {
  const { account: own } = Stack.of(scope);
  const others = new Set<string>();
  const all = sources.map((source) => {
    const { account, ...rest } = source;
    if (account === undefined || account === own) return rest;
    const name = source.logGroup.node.id;
    if (!/^\d{12}$/.test(account))
      throw new Error(`account of source '${name}' is '${account}'; expected 12 digits`);
    if (source.create !== undefined)
      throw new Error(
        `log group '${name}' is in account ${account}, where the monitor creates nothing; expected a log group that exists`,
      );
    others.add(account);
    return source;
  });
  if (Token.isUnresolved(own) && others.size > 0)
    Annotations.of(scope).addWarningV2(
      'migrate-watch:ownAccount',
      `The account of this stack is not known before the deploy. If it is ${[...others].join(' or ')}, leave out account in that source: ` +
        'the monitor neither subscribes to a log group of another account nor reads it again',
    );
  return all;
}
