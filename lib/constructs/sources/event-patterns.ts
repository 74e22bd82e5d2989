import { Stack } from 'aws-cdk-lib';
import { type EventPattern, Match } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import { longest } from '../nested/longest.ts';

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
  const lengthOf = (some: readonly string[]) => longest(scope, renamed(pattern(some)));
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

/**
 * Matcher of task definitions of a family; `*` in it stands for any characters.
 *
 * @param account 12 digits; the stack's if left out
 */
export function familyMatcher(scope: IConstruct, family: string, account?: string): string[] {
  const arn = Stack.of(scope).formatArn({
    service: 'ecs',
    ...(account !== undefined && { account }),
    resource: 'task-definition',
    resourceName: `${family}:`,
  });
  return family.includes('*') ? Match.wildcard(`${arn}*`) : Match.prefix(arn);
}

/** As CDK writes it into the template. */
function renamed({ detailType, ...rest }: EventPattern): object {
  return { ...rest, ...(detailType && { 'detail-type': detailType }) };
}
