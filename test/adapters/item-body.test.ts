import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packBody, unpackBody } from '../../lambda/adapters/aws/item-body.ts';

/** A text whose JSON has that many bytes. */
const ofBytes = (bytes: number) => 'x'.repeat(bytes - 2);

describe('the body of an item', () => {
  test('comes back as it was packed', () => {
    const values = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary', minLength: 100, maxLength: 2_000 }));
    fc.assert(
      fc.property(values, (value) => {
        expect(unpackBody(packBody(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { seed: 7, numRuns: 50 },
    );
  });

  test('of up to 700 bytes is plain JSON, which the console shows', () => {
    expect(packBody({ a: 1 })).toEqual({ S: '{"a":1}' });
    expect(packBody(ofBytes(700))).toEqual({ S: JSON.stringify(ofBytes(700)) });
  });

  test.each([
    ['ASCII', ofBytes(701)],
    ['characters of three bytes', '‹'.repeat(234)],
  ])('of more than 700 bytes is deflated: %s', (_name, value) => {
    const { B } = packBody(value);
    expect(B!.length).toBeLessThan(100);
  });

  test.each([
    ['no attribute', undefined, 'item body is undefined; expected a string or bytes'],
    ['a number', { N: '1' } as const, 'item body is {"N":"1"}; expected a string or bytes'],
  ])('cannot be read from %s', (_name, attribute, message) => {
    expect(() => unpackBody(attribute)).toThrow(message);
  });
});
