import { expect } from 'vitest';

/**
 * Converts a value of an expectation file to a matcher of vitest. An object is compared in the fields that it names, a list in all
 * entries, in order. These objects match only a part of a value:
 *
 *     { "$has": "text" }           a text that contains this, or each text of a list
 *     { "$hasNot": "text" }        a text that contains none of these
 *     { "$matches": "^a.*z$" }     a text that matches a regular expression
 *     { "$some": [ … ] }           a list that has at least these entries
 *     { "$length": 3 }             a list of 3 entries
 */
export function expected(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, wanted] = ['', undefined]] = Object.entries(value);
  switch (key) {
    case '$has':
      return texts(wanted, (text, each) => text.includes(each));
    case '$hasNot':
      return texts(wanted, (text, each) => !text.includes(each));
    case '$matches':
      return expect.stringMatching(new RegExp(String(wanted)));
    case '$some':
      return expect.arrayContaining((wanted as readonly unknown[]).map(partOf));
    case '$length':
      return asymmetric(`list of ${wanted}`, (list) => Array.isArray(list) && list.length === wanted);
    default:
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, expected(inner)]));
  }
}

/** `toMatchObject` does not reach into other matchers. */
function partOf(value: unknown): unknown {
  const whole = expected(value);
  return typeof value === 'object' && value !== null ? expect.objectContaining(whole as object) : whole;
}

function texts(wanted: unknown, fits: (text: string, each: string) => boolean): unknown {
  const all = [wanted].flat().map(String);
  return asymmetric(`text: ${JSON.stringify(wanted)}`, (text) => {
    return typeof text === 'string' && all.every((each) => fits(text, each));
  });
}

/** A custom matcher: vitest calls its method, and shows its name. */
function asymmetric(name: string, asymmetricMatch: (actual: unknown) => boolean): unknown {
  return {
    $$typeof: Symbol.for('jest.asymmetricMatcher'),
    asymmetricMatch,
    toString: () => name,
    toAsymmetricMatcher: () => name,
  };
}
