import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { outputsOf, type StackOutputs } from '../stack-outputs.ts';

/** The stack of a deployed monitor, read once. */
export interface DeployedStack {
  readonly name: string;
  /** CloudFormation's status, such as `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly statusReason: string | undefined;
  /** When its first deploy began, epoch ms. */
  readonly createdAt: number;
  readonly outputs: StackOutputs;
  /** Physical ids of its resources and those of its nested stacks, by CloudFormation's type. */
  readonly resources: ReadonlyMap<string, readonly string[]>;
}

/** Reads a stack by its name; `undefined` when there is none. Throws CloudFormation's other errors. */
export async function readStack(
  cloudFormation: CloudFormationClient,
  name: string,
): Promise<DeployedStack | undefined> {
  const stack = await describe(cloudFormation, name);
  if (stack === undefined || stack.StackStatus === 'REVIEW_IN_PROGRESS') return undefined;
  const resources = new Map<string, string[]>();
  await addResources(cloudFormation, name, resources);
  const status = stack.StackStatus ?? 'unknown';
  return {
    name,
    status,
    statusReason: stack.StackStatusReason,
    createdAt: stack.CreationTime?.getTime() ?? 0,
    outputs: outputsOf(stack),
    resources,
  };
}

async function describe(cloudFormation: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.[0];
  } catch (error) {
    // CloudFormation has no error code of its own for a stack that does not exist.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

async function addResources(
  client: CloudFormationClient,
  StackName: string,
  resources: Map<string, string[]>,
): Promise<void> {
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
    for (const { ResourceType, PhysicalResourceId } of StackResourceSummaries) {
      if (!ResourceType || !PhysicalResourceId) continue;
      const ids = resources.get(ResourceType) ?? [];
      resources.set(ResourceType, [...ids, PhysicalResourceId]);
      if (ResourceType === 'AWS::CloudFormation::Stack')
        await addResources(client, PhysicalResourceId, resources);
    }
  }
}
