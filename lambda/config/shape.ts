import { own } from '../contract/own.ts';

/**
 * Forms of the JSON in a function's variables. They are checked by hand, because a schema library took a tenth of the time that `ingest`
 * needs from its cold start to its first line of golang-migrate (docs/decisions/0047). `cdk synth` has checked the settings before.
 */
export type Shape = (value: unknown, path: string, problem: Problem) => void;

/** Is called with each place that does not fit, and what is allowed there: never with the value, which may be a secret. */
export type Problem = (words: string) => void;

/** A string that is not empty. */
export const word: Shape = (value, path, problem) => {
  if (typeof value !== 'string') problem(`${path}: expected string`);
  else if (value === '') problem(`${path}: expected string that is not empty`);
};

/** A string that matches `pattern`; `words` say what is expected. */
export function like(pattern: RegExp, words: string): Shape {
  return (value, path, problem) => {
    if (typeof value !== 'string' || !pattern.test(value)) problem(`${path}: expected ${words}`);
  };
}

export const flag: Shape = (value, path, problem) => {
  if (typeof value !== 'boolean') problem(`${path}: expected boolean`);
};

/** A whole number of at least `least`. */
export function wholeNumber(least: number): Shape {
  return (value, path, problem) => {
    if (!Number.isSafeInteger(value)) problem(`${path}: expected integer`);
    else if ((value as number) < least) problem(`${path}: expected at least ${least}`);
  };
}

export function oneOf(values: readonly string[]): Shape {
  return (value, path, problem) => {
    if (!values.includes(value as string)) problem(`${path}: expected one of ${values.join(', ')}`);
  };
}

/** A list of any length or, if `length` is given, of that length. */
export function listOf(shape: Shape, length?: number): Shape {
  return (value, path, problem) => {
    if (!Array.isArray(value)) return problem(`${path}: expected array`);
    if (length !== undefined && value.length !== length) problem(`${path}: expected ${length} entries`);
    for (const [index, each] of value.entries()) shape(each, `${path}.${index}`, problem);
  };
}

/** An object with any names, whose values have one form. */
export function recordOf(shape: Shape): Shape {
  return (value, path, problem) => {
    if (!isObject(value)) return problem(`${path}: expected object`);
    for (const [name, each] of Object.entries(value)) shape(each, `${path}.${name}`, problem);
  };
}

/** An object with these fields and no others; the optional ones may be left out. */
export function objectOf(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  const known = Object.entries({ ...required, ...optional });
  const names = new Set(known.map(([name]) => name));
  return (value, path, problem) => {
    if (!isObject(value)) return problem(`${path}: expected object`);
    for (const [name, shape] of known) {
      const field = own(value, name);
      if (field !== undefined || Object.hasOwn(required, name)) shape(field, `${path}.${name}`, problem);
    }
    const unknown = Object.keys(value).filter((name) => !names.has(name));
    if (unknown.length > 0) problem(`${path}: unknown ${unknown.join(', ')}`);
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
