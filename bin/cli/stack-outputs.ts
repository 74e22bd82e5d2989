import type { Stack } from '@aws-sdk/client-cloudformation';
import type { PeopleTopic } from '../../lambda/contract/people-topics.ts';
import { DEAD_LETTERS_OUTPUT } from '../../lambda/contract/redrive.ts';

/** Values of a stack's outputs by their keys. */
export type StackOutputs = ReadonlyMap<string, string>;

export function outputsOf({ Outputs = [] }: Stack): StackOutputs {
  return new Map(
    Outputs.flatMap(({ OutputKey, OutputValue }) =>
      OutputKey && OutputValue ? [[OutputKey, OutputValue] as const] : [],
    ),
  );
}

/** ARN of a topic of people; `undefined` if the outputs do not name it. */
export function peopleTopicArn(outputs: StackOutputs, topic: PeopleTopic): string | undefined {
  return outputs.get(`${topic[0]!.toUpperCase()}${topic.slice(1)}TopicArn`);
}

/** URLs of the dead-letter queues that the outputs name; empty when none does. */
export function deadLetterQueues(outputs: StackOutputs): readonly string[] {
  return [...outputs].flatMap(([key, value]) => (key.startsWith(DEAD_LETTERS_OUTPUT) ? [value] : []));
}
