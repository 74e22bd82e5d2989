import { Token } from 'aws-cdk-lib';
import { CfnLogGroup, type ILogGroup } from 'aws-cdk-lib/aws-logs';

/** The log group's name if it is known before the deploy; it is also known for a log group of the same app. */
export function knownName({ logGroupName, node }: ILogGroup): string | undefined {
  if (!Token.isUnresolved(logGroupName)) return logGroupName;
  const made = node.defaultChild;
  const given = made instanceof CfnLogGroup ? made.logGroupName : undefined;
  return given === undefined || Token.isUnresolved(given) ? undefined : given;
}
