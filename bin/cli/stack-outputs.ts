import type { Stack } from '@aws-sdk/client-cloudformation';
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

/** URLs of the dead-letter queues that the outputs name; empty when none does. */
export function deadLetterQueues(outputs: StackOutputs): readonly string[] {
  return [...outputs].flatMap(([key, value]) => (key.startsWith(DEAD_LETTERS_OUTPUT) ? [value] : []));
}
