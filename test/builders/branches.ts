import { stepsOf, textOf } from '../../lambda/domain/diagnosis/advice/branches.ts';
import type { Branch, Step } from '../../lambda/domain/model/verdict.ts';

/** The commands of all given branches, in order. */
export function commandsIn(next: readonly Branch[]): readonly string[] {
  return stepsOf(next).flatMap((step) => ('command' in step ? step.command : []));
}

/** All words of the branches, including their conditions. */
export function wordsOf(next: readonly Branch[]): readonly string[] {
  return next.flatMap(({ when, steps }) => [...(when === null ? [] : [when]), ...steps.map(textOf)]);
}

/** The only branch whose condition contains `words`. */
export function branchWhen(next: readonly Branch[], words: string): Branch {
  const found = next.filter(({ when }) => when?.includes(words));
  if (found.length !== 1)
    throw new Error(`${found.length} branches "${words}" in:\n${wordsOf(next).join('\n')}`);
  return found[0]!;
}

/** A single branch without a condition. */
export function plainSteps(...lines: readonly Step[]): readonly Branch[] {
  return [{ when: null, steps: lines }];
}

/** The versions in the `force` commands, in order. */
export function forcedIn(next: readonly Branch[]): readonly string[] {
  return commandsIn(next).flatMap((command) => /^migrate .* force (?:-- )?(-?\d+)$/.exec(command)?.[1] ?? []);
}
