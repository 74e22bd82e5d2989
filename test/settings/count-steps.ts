import { type Choice, readTerms, type Term } from '../../lib/settings/regex-terms.ts';

type Next = (at: number) => boolean;

/** Steps that a backtracking search for `regex` takes through all of `line`, whether or not it finds anything. */
export function countSteps(regex: string, line: string): number {
  let steps = 0;
  const forms = new Map<string, RegExp>();
  const fits = (source: string, character: string | undefined): boolean => {
    const form = forms.get(source) ?? new RegExp(`^${source}$`, 'u');
    forms.set(source, form);
    return character !== undefined && form.test(character);
  };
  const choice = (alternatives: Choice, at: number, next: Next): boolean =>
    alternatives.some((terms) => sequence(terms, 0, at, next));
  const sequence = (terms: readonly Term[], index: number, at: number, next: Next): boolean => {
    const term = terms[index];
    return term === undefined
      ? next(at)
      : repeat(term, 0, at, (end) => sequence(terms, index + 1, end, next));
  };
  const repeat = (term: Term, times: number, at: number, next: Next): boolean => {
    steps++;
    const more = (end: number): boolean =>
      (end > at || times < term.least) && repeat(term, times + 1, end, next);
    const once = (): boolean =>
      term.kind === 'group' ? choice(term.body, at, more) : fits(term.source, line[at]) && more(at + 1);
    return (times < term.most && once()) || (times >= term.least && next(at));
  };
  const terms = readTerms(regex)!;
  // Finding nothing is the worst that a line can do.
  for (let start = 0; start <= line.length; start++) if (choice(terms, start, () => true)) break;
  return steps;
}
