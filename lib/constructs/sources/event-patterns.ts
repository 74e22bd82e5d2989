import { Stack } from 'aws-cdk-lib';
import { type EventPattern, Match } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import { own } from '../../../lambda/contract/own.ts';

/**
 * Characters that EventBridge takes of an event pattern, without a raised quota.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export const MAX_PATTERN = 2_048;

/** A list of matchers that one field of a pattern may hold, in as many patterns as they need. */
export interface PatternList {
  /** Names of what is matched, in the order of the settings. */
  readonly names: readonly string[];
  /** The pattern that matches these names. */
  readonly pattern: (names: readonly string[]) => EventPattern;
}

/** Names with the pattern that matches them. */
export interface PackedPattern {
  readonly names: readonly string[];
  readonly pattern: EventPattern;
}

/**
 * As few patterns as hold all names, each of at most 2,048 characters wherever it is deployed.
 *
 * Names are packed in their order, so a name at the end changes the last pattern only.
 *
 * @throws when a single name does not fit
 */
export function packPatterns(scope: IConstruct, { names, pattern }: PatternList): readonly PackedPattern[] {
  const lengthOf = (some: readonly string[]) => longest(Stack.of(scope).resolve(pattern(some)));
  const empty = lengthOf([]);
  const packed: string[][] = [];
  let length = 0;
  for (const name of names) {
    const own = lengthOf([name]) - empty + ','.length;
    const last = packed.at(-1);
    if (empty + own > MAX_PATTERN + ','.length)
      throw new Error(
        `the event pattern of '${name}' takes ${empty + own - 1} characters; EventBridge takes ${MAX_PATTERN}. Use a shorter name`,
      );
    if (last !== undefined && length + own <= MAX_PATTERN) {
      last.push(name);
      length += own;
    } else {
      packed.push([name]);
      length = empty + own - ','.length;
    }
  }
  return packed.map((some) => ({ names: some, pattern: pattern(some) }));
}

/** Matcher of task definitions of a family; `*` in it stands for any characters. */
export function familyMatcher(scope: IConstruct, family: string): string[] {
  const arn = Stack.of(scope).formatArn({
    service: 'ecs',
    resource: 'task-definition',
    resourceName: `${family}:`,
  });
  return family.includes('*') ? Match.wildcard(`${arn}*`) : Match.prefix(arn);
}

/** The longest values that parts of a pattern can have. */
const LONGEST: Readonly<Record<string, number>> = {
  'AWS::AccountId': '123456789012'.length,
  'AWS::Region': 'ap-southeast-2'.length,
  'AWS::Partition': 'aws-us-gov'.length,
};
/** ECS's longest ARN of a cluster, for one that only the deploy knows. */
const LONGEST_REFERENCE = 'arn:aws-us-gov:ecs:ap-southeast-2:123456789012:cluster/'.length + 255;

/** Characters of a resolved value as JSON, with the longest value for each reference. */
function longest(value: unknown): number {
  return JSON.stringify(written(value)).length;
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
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key === 'detailType' ? 'detail-type' : key, written(each)]),
  );
}
