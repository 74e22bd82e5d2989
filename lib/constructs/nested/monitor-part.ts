import { CfnResource, NestedStack, type Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * A nested stack of the monitor. A stack takes 500 resources, so what grows with the settings is in parts.
 *
 * The part of a resource depends on the resource's own name alone, never on how many there are: CloudFormation creates
 * before it deletes, and a resource that moved to another stack would fail there with "already exists".
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export class MonitorPart extends NestedStack {
  /** `remedy` says what to change in the settings when the part is full. */
  constructor(scope: Construct, id: string, description: string, remedy: string) {
    super(scope, id, { description: `migrate-watch: ${description}` });
    countResources(this, description, remedy);
  }
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_RESOURCES = 500;

/** Says in the user's words that a stack is full, before CDK lists the types of its resources. */
export function countResources(stack: Stack, what: string, remedy: string): void {
  stack.node.addValidation({
    validate: () => {
      const count = stack.node
        .findAll()
        .filter((node) => CfnResource.isCfnResource(node) && node.stack === stack).length;
      return count <= MAX_RESOURCES
        ? []
        : [`${what}: ${count} resources, and a stack takes ${MAX_RESOURCES}. ${remedy}`];
    },
  });
}

/**
 * One of `count` numbers, from 1, that depends on `name` alone (FNV-1a, 32 bits).
 *
 * The function and the counts with which it is called must not change, because a deployed resource would move to another stack.
 */
export function bucketOf(name: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  return (hash % count) + 1;
}
