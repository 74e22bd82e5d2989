import { expect } from 'vitest';

/**
 * An expectation file's value as something that vitest compares with: of mappings the fields that are named, of lists
 * every entry, in order. What stands for less than a whole value:
 *
 *     { "$has": "text" }           a text that holds this, or each of a list of texts
 *     { "$hasNot": "text" }        a text that holds none of these
 *     { "$matches": "^a.*z$" }     a text that a regular expression fits
 *     { "$some": [ … ] }           a list that holds at least these entries
 *     { "$length": 3 }             a list of so many entries
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

/** vitest asks anything with such a method, and shows it by its name. */
function asymmetric(name: string, asymmetricMatch: (actual: unknown) => boolean): unknown {
  return {
    $$typeof: Symbol.for('jest.asymmetricMatcher'),
    asymmetricMatch,
    toString: () => name,
    toAsymmetricMatcher: () => name,
  };
}
