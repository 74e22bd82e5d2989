import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A mutant as Stryker's event recorder writes it. Lines and columns count from 1. */
export interface Mutant {
  /** Absolute path. */
  readonly fileName: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

interface TestedMutant extends Mutant {
  readonly status: string;
}

/** Results of one file's mutants. */
export interface Judged {
  readonly file: string;
  /** Number of mutants that are not ignored; `undefined` if the tests fail without a mutant, or if they used up the time. */
  readonly planned: number | undefined;
  readonly killed: number;
  readonly survivors: readonly Mutant[];
}

/** Noticed mutants: a test failed or never ended. */
const KILLED = new Set(['Killed', 'Timeout', 'RuntimeError']);

/** Reads Stryker's results so far for each of `files`, even if Stryker did not finish. */
export function judgedFrom(events: string, files: readonly string[]): readonly Judged[] {
  const names = existsSync(events) ? readdirSync(events) : [];
  const read = (event: string) =>
    names.filter((name) => name.endsWith(`-${event}.json`)).flatMap((name) => wholeJson(join(events, name)));
  const [plan] = read('onMutationTestingPlanReady') as { mutantPlans: { mutant: Mutant }[] }[];
  const tested = (read('onMutantTested') as TestedMutant[]).filter(({ status }) => status !== 'Ignored');
  return files.map((file) => {
    const isHere = ({ fileName }: Mutant) => fileName === resolve(file);
    const [killed, survivors] = [true, false].map((is) =>
      tested.filter((mutant) => isHere(mutant) && KILLED.has(mutant.status) === is),
    ) as [TestedMutant[], TestedMutant[]];
    const planned = plan?.mutantPlans.filter(({ mutant }) => isHere(mutant) && !isIgnored(mutant)).length;
    return { file, planned, killed: killed.length, survivors };
  });
}

function isIgnored(mutant: Mutant): boolean {
  return 'status' in mutant && mutant.status === 'Ignored';
}

/** Empty if Stryker was ended while it wrote the file. */
function wholeJson(path: string): readonly unknown[] {
  try {
    return [JSON.parse(readFileSync(path, 'utf8'))];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
