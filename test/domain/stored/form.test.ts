import { expect, test } from 'vitest';
import { type Form, NewerFormError, readForm, withVersion } from '../../../lambda/domain/stored/form.ts';

interface Parcel {
  readonly weightGrams: number;
  readonly colour?: string;
}

const fromKilograms = ({ kg, ...rest }: { readonly kg: number }) => ({ ...rest, weightGrams: kg * 1_000 });
const withColour = (parcel: Parcel) => ({ colour: 'brown', ...parcel });

/** Releases of one type: the second adds a field that the first can ignore, the third one that neither can read. */
const FIRST: Form<Parcel> = { what: 'parcel', upgrades: [fromKilograms] };
const SECOND: Form<Parcel> = { what: 'parcel', upgrades: [fromKilograms, withColour], readableFrom: 1 };
const THIRD: Form<Parcel> = { what: 'parcel', upgrades: [fromKilograms, withColour, withColour] };

test('a value without a version has version 0 and passes through all upgrades', () => {
  expect(readForm(FIRST, { kg: 2 }, 'a')).toEqual({ weightGrams: 2_000 });
  expect(readForm(SECOND, { kg: 2 }, 'a')).toEqual({ weightGrams: 2_000, colour: 'brown' });
});

test('a value is read as it was written, without its version', () => {
  expect(withVersion(FIRST, { weightGrams: 5 })).toEqual({ v: 1, weightGrams: 5 });
  expect(withVersion(SECOND, { weightGrams: 5 })).toEqual({ v: 2, readableFrom: 1, weightGrams: 5 });
  expect(withVersion(THIRD, { weightGrams: 5 })).toEqual({ v: 3, weightGrams: 5 });
  for (const form of [FIRST, SECOND, THIRD])
    expect(readForm(form, withVersion(form, { weightGrams: 5, colour: 'red' }), 'a')).toEqual({
      weightGrams: 5,
      colour: 'red',
    });
});

test('an older release reads a newer value that says so, and writes unknown fields back unchanged', () => {
  const newer = withVersion(SECOND, { weightGrams: 5, colour: 'red' });
  const read = readForm(FIRST, newer, 'a');
  const again = withVersion(FIRST, { ...read, weightGrams: 6 });
  expect(again).toEqual({ v: 1, weightGrams: 6, colour: 'red' });
  expect(readForm(SECOND, again, 'a')).toEqual({ weightGrams: 6, colour: 'red' });
});

test('an older release names a newer value that it cannot read, its version and its own versions', () => {
  const newer = withVersion(THIRD, { weightGrams: 5 });
  expect(() => readForm(FIRST, newer, 'of Ada')).toThrow(NewerFormError);
  expect(() => readForm(FIRST, newer, 'of Ada')).toThrow(
    'parcel of Ada has version 3; this release reads versions 0 to 1. Deploy a release that can read it.',
  );
  expect(readForm(THIRD, newer, 'of Ada')).toEqual({ weightGrams: 5 });
});

test.each([-1, 1.5, '1', null, Number.NaN])('only a whole number from 0 on is a version; not: %j', (v) => {
  expect(() => readForm(FIRST, { v, weightGrams: 5 }, 'a')).toThrow(NewerFormError);
  expect(() => readForm(FIRST, { v: 1, readableFrom: v, weightGrams: 5 }, 'a')).toThrow(NewerFormError);
});
