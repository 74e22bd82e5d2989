import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { deadLetterQueues, outputsOf } from '../stack-outputs.ts';

/**
 * URLs of the dead-letter queues that the stack's outputs name; empty when none does. Throws CloudFormation's errors.
 */
export async function stackQueues(
  cloudFormation: CloudFormationClient,
  stackName: string,
): Promise<readonly string[]> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
  return Stacks.flatMap((stack) => deadLetterQueues(outputsOf(stack)));
}
