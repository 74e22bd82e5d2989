import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A mutant as Stryker's event recorder writes it. Lines and columns count from 1. */
export interface Mutant {
  readonly id: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

interface TestedMutant extends Mutant {
  readonly status: string;
}

/** What became of one file's mutants. */
export interface Judged {
  readonly file: string;
  /** How many there are, but for those that are ignored; `undefined`: the tests fail without any, or took all the time. */
  readonly planned: number | undefined;
  readonly killed: number;
  readonly survivors: readonly Mutant[];
}

/** Noticed: a test failed, or went on for ever. */
const KILLED = new Set(['Killed', 'Timeout', 'RuntimeError']);

/** Reads what Stryker has written so far, whether it came to its end or not. */
export function judgedFrom(events: string, file: string): Judged {
  const names = existsSync(events) ? readdirSync(events) : [];
  const read = (event: string) =>
    names.filter((name) => name.endsWith(`-${event}.json`)).flatMap((name) => wholeJson(join(events, name)));
  const [plan] = read('onMutationTestingPlanReady') as { readonly mutantPlans: readonly unknown[] }[];
  const tested = read('onMutantTested') as TestedMutant[];
  const counted = tested.filter(({ status }) => status !== 'Ignored');
  return {
    file,
    planned: plan && plan.mutantPlans.length - (tested.length - counted.length),
    killed: counted.filter(({ status }) => KILLED.has(status)).length,
    survivors: counted.filter(({ status }) => !KILLED.has(status)),
  };
}

/** None when Stryker was ended in the middle of writing it. */
function wholeJson(path: string): readonly unknown[] {
  try {
    return [JSON.parse(readFileSync(path, 'utf8'))];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
