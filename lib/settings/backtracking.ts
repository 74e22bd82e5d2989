import { type Choice, readTerms, type Term } from './regex-terms.ts';

/** The most ways through one attempt of a match, not counting its one unbounded repeat. */
const MOST_WAYS = 32;
/** From this count on, a counted repeat is treated as unbounded. */
const OPEN_FROM = 32;

/**
 * Why a regular expression is refused; `undefined` when no search with it takes more than about n² steps.
 *
 * Conservative, and the same on every machine: it refuses what it cannot analyse. It allows alternatives, groups, and
 * any repeat of a single character whose next character cannot be part of the repeat (`\d+ms`, `[^:]*:`). Of other
 * unbounded repeats (`.*`) it allows one, if no unbounded repeat follows it. Ready-made checkers search for an attack
 * until a timeout, so their answer depends on the machine, and they refuse `FATAL: .* terminated`.
 */
export function backtrackingFault(regex: string): string | undefined {
  if (new RegExp(regex, 'u').test('')) return 'expected a pattern that an empty line does not match';
  const terms = readTerms(regex);
  if (terms === undefined) return 'expected no look-around and no back-reference';
  if (repeatsInRepeat(terms))
    return 'expected only plain characters in a repeated group: a line can make it slow';
  const { open, ways } = cost(terms, NOTHING, { open: 0, ways: 1 });
  if (open > 1) {
    return 'expected at most one open stretch such as .* and none at the start or end (a stretch that ends at a colon is [^:]*:): a line can make it slow';
  }
  return ways > MOST_WAYS
    ? 'expected fewer alternatives and optional parts: a line can make it slow'
    : undefined;
}

function repeatsInRepeat(choice: Choice): boolean {
  return choice.flat().some(({ body, most }) => {
    if (body.length === 0) return false;
    const isPlain =
      body.length === 1 &&
      body[0]!.every((term) => term.kind === 'character' && term.least === 1 && term.most === 1);
    return (most > 1 && !isPlain) || repeatsInRepeat(body);
  });
}

interface Cost {
  /** Unbounded repeats whose end has to be tried at every position. */
  readonly open: number;
  readonly ways: number;
}

function cost(choice: Choice, after: Characters, before: Cost): Cost {
  const costs = choice.map((terms) =>
    terms.reduce((sum, term, index) => {
      const next = firstOf(terms.slice(index + 1), after);
      const isClear = !meet(firstOf([{ ...term, least: 1 }], NOTHING), next);
      const inner = term.body.length === 0 ? sum : cost(term.body, next, sum);
      if (term.most - term.least >= OPEN_FROM) {
        // After an unbounded repeat, a bounded one is tried again for each end of that repeat.
        const counts = !isClear || (sum.open > 0 && next !== NOTHING);
        return { ...inner, open: inner.open + (counts ? 1 : 0) };
      }
      return isClear ? inner : { ...inner, ways: inner.ways * (term.most - term.least + 1) };
    }, before),
  );
  const ways = costs.reduce((sum, each) => sum + each.ways, 0);
  return { open: Math.max(...costs.map(({ open }) => open)), ways };
}

/** Characters that can be at a position: a subset of {@link SAMPLE}, or all of it. */
type Characters = ReadonlySet<string>;

/** ASCII, Latin-1 and one of each other kind: enough to distinguish classes of ASCII characters. */
const SAMPLE = [
  ...Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)),
  ...'\u0416\u4e2d\u2028\u3000\ufeff\u{1f600}',
];
const ANYTHING: Characters = new Set(SAMPLE);
/** After the pattern's end: the match is found, so nothing is tried again. */
const NOTHING: Characters = new Set();

/** Characters that can come first in `terms` followed by `after`. An assertion may fail at any position. */
function firstOf(terms: readonly Term[], after: Characters): Characters {
  const found = new Set<string>();
  for (const { kind, source, body, least } of terms) {
    if (kind === 'assertion') return ANYTHING;
    const first =
      kind === 'character' ? charactersOf(source) : union(body.map((each) => firstOf(each, NOTHING)));
    for (const character of first) found.add(character);
    if (least > 0 && !body.some(canBeEmpty)) return found;
  }
  return terms.length === 0 ? after : union([found, after]);
}

function canBeEmpty(terms: readonly Term[]): boolean {
  return terms.every(({ kind, body, least }) => kind === 'assertion' || least === 0 || body.some(canBeEmpty));
}

function charactersOf(source: string): Characters {
  // A class with characters outside the sample could not be distinguished from others.
  if (/[^\x00-\x7f]|\\[upP]/.test(source)) return ANYTHING;
  const form = new RegExp(`^${source}$`, 'u');
  return new Set(SAMPLE.filter((character) => form.test(character)));
}

function union(sets: readonly Characters[]): Characters {
  return new Set(sets.flatMap((set) => [...set]));
}

function meet(a: Characters, b: Characters): boolean {
  return [...a].some((character) => b.has(character));
}
