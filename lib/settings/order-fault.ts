import { didYouMean } from './closest.ts';
import { oneOf, quote } from './problem.ts';

/** An environment, and the one in which its migrations run before. */
export interface Ordered {
  readonly name: string;
  /** `undefined` for an environment without one before it. */
  readonly after: string | undefined;
}

/** What is wrong with one `after`; the words follow `… after`. */
export interface OrderFault {
  readonly name: string;
  readonly words: string;
}

/**
 * Everything that is wrong with an order of environments: a name that is unknown, an environment after itself, a circle. A circle is
 * one fault, at its first environment.
 *
 * @param known all environments
 */
export function orderFaults(
  environments: readonly Ordered[],
  known: readonly string[],
): readonly OrderFault[] {
  const before = new Map(environments.map(({ name, after }) => [name, after]));
  const inCircle = new Set<string>();
  return environments.flatMap(({ name, after }) => {
    if (after === undefined) return [];
    const others = known.filter((each) => each !== name);
    const allowed =
      others.length === 0
        ? `expected another environment, but ${name} is the only one`
        : `expected ${oneOf(others)}`;
    if (after === name) return { name, words: `is ${quote(after)}, the environment itself; ${allowed}` };
    if (!known.includes(after))
      return {
        name,
        words: `is ${quote(after)}, which is not an environment of these settings; ${allowed}${didYouMean(after, others)}`,
      };
    const circle = circleOf(name, before);
    if (circle === undefined || inCircle.has(name)) return [];
    for (const each of circle) inCircle.add(each);
    return {
      name,
      words: `is ${quote(after)}, which makes a circle: ${[...circle, name].join(' after ')}; expected an order in which one environment is the first`,
    };
  });
}

/** The environments from `name` back to itself; `undefined` if the way back does not end there. */
function circleOf(
  name: string,
  before: ReadonlyMap<string, string | undefined>,
): readonly string[] | undefined {
  const way: string[] = [];
  for (let each: string | undefined = name; each !== undefined; each = before.get(each)) {
    if (way.includes(each)) return each === name && way.length > 1 ? way : undefined;
    way.push(each);
  }
  return undefined;
}
