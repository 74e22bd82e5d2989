import type * as z from 'zod/mini';
import type { Path } from './problem.ts';

/** A value with only its well-formed parts: a malformed part is `undefined`, but its key or index stays. */
export type PartialSettings<T> = T extends readonly (infer Element)[]
  ? readonly (PartialSettings<Element> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: PartialSettings<T[Key]> | undefined }
    : T;

/** `value` with everything at `paths` replaced by `undefined`; `key in …` still shows which keys were written. */
export function wellFormed<T>(value: unknown, paths: readonly Path[]): PartialSettings<T> {
  const copy: unknown = structuredClone(value);
  const isWhole = isContainer(copy) && paths.every((path) => path.length > 0);
  if (!isWhole) return {} as PartialSettings<T>;
  for (const path of paths) remove(copy, path);
  return copy as PartialSettings<T>;
}

/** Paths of the values that an issue is about. */
export function pathsOf(issue: z.core.$ZodIssue): readonly Path[] {
  const path = keysOf(issue);
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}

/** Keys and indexes of an issue; a settings file has no symbol keys. */
export function keysOf(issue: { readonly path: readonly PropertyKey[] }): Path {
  return issue.path.filter((part) => typeof part !== 'symbol');
}

/** The value at `path`, or `undefined`; own properties only. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, part) => (isContainer(at) && Object.hasOwn(at, part) ? at[part] : undefined),
    value,
  );
}

function remove(value: unknown, path: Path): void {
  const parent = valueAt(value, path.slice(0, -1));
  const last = path.at(-1)!;
  if (Array.isArray(parent)) parent[Number(last)] = undefined;
  else if (isContainer(parent) && Object.hasOwn(parent, last)) parent[last] = undefined;
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
