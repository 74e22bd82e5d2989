import type { Branch, Step } from '../../model/verdict.ts';

/** Steps in order, of a branch or of a part of one. */
export type Steps = readonly Step[];

/** One way only. */
export function always(steps: Steps): readonly Branch[] {
  return steps.length === 0 ? [] : [{ when: null, steps }];
}

/** What is always done first, then the ways out, of which one holds. */
export function firstThen(first: Steps, alternatives: readonly Branch[]): readonly Branch[] {
  return [...always(first), ...alternatives];
}

/** `steps` before everything else. */
export function withFirst(steps: Steps, next: readonly Branch[]): readonly Branch[] {
  const [leading, ...others] = next;
  return leading?.when === null
    ? [{ when: null, steps: [...steps, ...leading.steps] }, ...others]
    : firstThen(steps, next);
}

/** The words of a step, whichever kind it is of. */
export function textOf(step: Step): string {
  return 'do' in step ? step.do : step.command;
}

/** The words of a step's sentence that a line may be broken between: a command in it, in backticks, is one. */
export function wordsOfStep(sentence: string): readonly string[] {
  return sentence.match(/(?:`[^`]*`|[^ ])+/g) ?? [];
}

/** All steps, whatever branch they are of. */
export function stepsOf(next: readonly Branch[]): Steps {
  return next.flatMap(({ steps }) => steps);
}

/** One of several ways out, as people are shown it. */
export interface Alternative {
  /** `A`, `B`, …, so that people can speak of it; empty when it is the only one. */
  readonly letter: string;
  /** `If nothing of the change is there:` */
  readonly head: string;
  readonly steps: Steps;
}

/** What is always done first, with a word that no more than one of the alternatives is to be taken; and these. */
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
