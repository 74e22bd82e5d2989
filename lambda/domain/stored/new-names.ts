import { own } from '../../contract/own.ts';

/** Renames the attributes in `names` (former name to current one); returns `stored` itself if it has no former name. */
export function withNewNames<T extends object>(stored: T, names: Readonly<Record<string, keyof T>>): T {
  if (!Object.keys(names).some((former) => Object.hasOwn(stored, former))) return stored;
  return Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [own(names, name) ?? name, value]),
  ) as T;
}
