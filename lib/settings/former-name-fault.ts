/** An environment or a database, and the names that it had before. */
export interface Renamed {
  readonly name: string;
  readonly was: readonly string[];
}

/** What is wrong with one former name; the words follow `… was`. */
export interface FormerNameFault {
  readonly name: string;
  /** Index in {@link Renamed.was}. */
  readonly nth: number;
  readonly words: string;
}

/**
 * Everything that is wrong with former names. A former name must be gone, and belong to one environment or database only.
 *
 * A chain such as `c: { was: b }` with `b: { was: a }` is refused as well: `b` is gone only if nothing is called so any more.
 *
 * @param present all names that are used now
 * @param reserved names that the monitor uses
 */
export function formerNameFaults(
  renamed: readonly Renamed[],
  of: 'environment' | 'database',
  present: ReadonlySet<string>,
  reserved: readonly string[],
): readonly FormerNameFault[] {
  const claimed = new Map<string, string>();
  const article = of === 'environment' ? 'an' : 'a';
  const wordsOf = (name: string, former: string): string | undefined => {
    const is = `is '${former}',`;
    if (former === name) return `${is} its own name; expected a name that this ${of} had before`;
    if (present.has(former))
      return `${is} which is still ${article} ${of} of these settings; expected a name that nothing in them has any more`;
    if (reserved.includes(former)) return `${is} a name that the monitor itself uses; expected another name`;
    const first = claimed.get(former);
    if (first === name) return `${is} which is in this list twice; expected each former name once`;
    if (first !== undefined)
      return `${is} which is a former name of '${first}' too; expected each former name at one ${of} only`;
    claimed.set(former, name);
    return undefined;
  };
  return renamed.flatMap(({ name, was }) =>
    was.flatMap((former, nth) => {
      const words = wordsOf(name, former);
      return words === undefined ? [] : { name, nth, words };
    }),
  );
}
