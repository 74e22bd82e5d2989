import type { Branch, Step } from '../../model/verdict.ts';

/** Steps in order: a branch, or part of one. */
export type Steps = readonly Step[];

/** A single, unconditional branch. */
export function always(steps: Steps): readonly Branch[] {
  return steps.length === 0 ? [] : [{ when: null, steps }];
}

/** Steps that always come first, then the alternatives, exactly one of which applies. */
export function firstThen(first: Steps, alternatives: readonly Branch[]): readonly Branch[] {
  return [...always(first), ...alternatives];
}

/** `next` with `steps` before everything else. */
export function withFirst(steps: Steps, next: readonly Branch[]): readonly Branch[] {
  const [leading, ...others] = next;
  return leading?.when === null
    ? [{ when: null, steps: [...steps, ...leading.steps] }, ...others]
    : firstThen(steps, next);
}

/** The text of a step of either kind. */
export function textOf(step: Step): string {
  return 'do' in step ? step.do : step.command;
}

/** The parts of a sentence between which a line may be broken. A command in backticks is one part. */
export function wordsOfStep(sentence: string): readonly string[] {
  return sentence.match(/(?:`[^`]*`|[^ ])+/g) ?? [];
}

/** All steps of all branches. */
export function stepsOf(next: readonly Branch[]): Steps {
  return next.flatMap(({ steps }) => steps);
}

/** One of several alternatives, as a page shows it. */
export interface Alternative {
  /** `A`, `B`, …, so that people can refer to it; empty when it is the only one. */
  readonly letter: string;
  /** `If nothing of the change is there:` */
  readonly head: string;
  readonly steps: Steps;
}

/** The steps that always come first, with a final step that says to take only one alternative; and the alternatives. */
export function shownBranches(next: readonly Branch[]): {
  readonly first: Steps;
  readonly alternatives: readonly Alternative[];
} {
  const first = stepsOf(next.filter(({ when }) => when === null));
  const others = next.filter(({ when }) => when !== null);
  const several = others.length > 1;
  return {
    first: several ? [...first, { do: first.length > 0 ? `Then ${ONLY_ONE}` : capital(ONLY_ONE) }] : first,
    alternatives: others.map(({ when, steps }, index) => ({
      letter: several ? String.fromCharCode(LETTER_A + index) : '',
      head: `${when}:`,
      steps,
    })),
  };
}

const ONLY_ONE = 'ONLY ONE of these, the one that applies:';
const LETTER_A = 65;

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
