import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { own } from '../../../lambda/contract/own.ts';

/** The longest values of what only the deploy knows. */
const LONGEST: Readonly<Record<string, number>> = {
  'AWS::AccountId': '123456789012'.length,
  'AWS::Region': 'ap-southeast-2'.length,
  'AWS::Partition': 'aws-us-gov'.length,
};
/** For the name or ARN of another resource: the longest ARN of an ECS cluster. */
const LONGEST_REFERENCE = 'arn:aws-us-gov:ecs:ap-southeast-2:123456789012:cluster/'.length + 255;

/** Characters of a value as JSON after the deploy, with the longest value for each reference. */
export function longest(scope: IConstruct, value: unknown): number {
  return JSON.stringify(written(Stack.of(scope).resolve(value))).length;
}

function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== 'object' || value === null) return value;
  const {
    Ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
    'Fn::ImportValue': imported,
  } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return 'x'.repeat(own(LONGEST, Ref) ?? LONGEST_REFERENCE);
  if (attribute !== undefined || imported !== undefined) return 'x'.repeat(LONGEST_REFERENCE);
  if (Array.isArray(join)) return (join[1] as unknown[]).map(written).join(String(join[0]));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, written(each)]));
}
