import { describe, expect, test } from 'vitest';
import { imageFiles } from '../../../../lambda/domain/model/announcement.ts';
import {
  compareImage,
  type KnownDatabase,
  type Passed,
  passedFurther,
  passedWith,
} from '../../../../lambda/domain/runs/image/compare-image.ts';
import { imageText } from '../../../../lambda/domain/runs/image/image-text.ts';

const files = (text: string, count?: number) => imageFiles(text.split(','), count);
const passed = (at: string, of: string, from: string | null = null): Passed => ({
  at,
  files: of.split(','),
  from,
});

function compare(image: string, standing: Partial<KnownDatabase>, count?: number): string[] {
  const found = compareImage(files(image, count), {
    version: null,
    passed: null,
    foundNothing: false,
    ...standing,
  });
  return found.map(({ kind, versions, stands }) => `${kind} ${versions.join()} at ${stands}`);
}

describe('an image and its database', () => {
  test.each<[string, string, Partial<KnownDatabase>, string[]]>([
    ['nothing is known', '1,2,3', {}, []],
    ['nothing is known of before', '1,2,3', { version: '3' }, []],

    ['the database at the highest', '1,2,3', { version: '3', foundNothing: true }, []],
    ['one above it', '1,2,4', { version: '3', foundNothing: true }, ['image-newer 4 at 3']],
    ['one above it, which the run was not to apply', '1,2,4', { version: '3' }, []],
    ['above, by number', '9,10', { version: '9', foundNothing: true }, ['image-newer 10 at 9']],

    ['the highest below it', '1,2', { version: '3' }, ['image-older 2 at 3']],
    ['below, by number', '1,9', { version: '10' }, ['image-older 9 at 10']],
    ['its version is gone, but there are higher ones', '1,2,4', { version: '3' }, []],

    ['a file that was there when it was passed', '1,2,3', { passed: passed('3', '1,2,3') }, []],
    ['one that was not', '1,2,3', { passed: passed('3', '1,3') }, ['skipped-lower-version 2 at 3']],
    ['one that came and is above', '1,3,4', { passed: passed('3', '1,3') }, []],
    ['the very version it stood at', '1,3', { passed: passed('3', '1') }, []],
    [
      'several',
      '1,2,3,4,5',
      { version: '5', passed: passed('5', '1,5'), foundNothing: true },
      ['skipped-lower-version 2,3,4 at 5'],
    ],
    ['one below what is known', '7,8,9', { passed: passed('9', '8,9', '8') }, []],
    ['the lowest that is known', '8,9', { passed: passed('9', '8,9', '8') }, []],
    [
      'one above the lowest that is known',
      '8,10,20',
      { passed: passed('20', '8,20', '8') },
      ['skipped-lower-version 10 at 20'],
    ],
    [
      'both at once: what is skipped comes first',
      '1,2,3,4',
      { version: '3', passed: passed('3', '1,3'), foundNothing: true },
      ['skipped-lower-version 2 at 3', 'image-newer 4 at 3'],
    ],
  ])('%s', (_name, image, standing, expected) => {
    expect(compare(image, standing)).toEqual(expected);
  });
});

describe('what a database has passed', () => {
  test('is the files up to where it stands', () => {
    expect(passedWith(files('1,3,4'), '3')).toEqual(passed('3', '1,3'));
    expect(passedWith(files('2,3,4', 9), '3')).toEqual(passed('3', '2,3', '2'));
  });

  test('grows by what was there on the way, never by what came late', () => {
    expect(passedFurther(passed('3', '1,3'), files('1,2,3,4,5'), '4')).toEqual(passed('4', '1,3,4'));
    expect(passedFurther(passed('3', '1,3'), files('1,2,3'), '3')).toEqual(passed('3', '1,3'));
  });

  test('is not known where a list of the highest begins above it', () => {
    expect(passedFurther(passed('3', '1,3'), files('7,8', 20), '8')).toEqual(passed('8', '1,3,7,8', '7'));
    expect(passedFurther(passed('3', '1,3'), files('3,8', 20), '8')).toEqual(passed('8', '1,3,8'));
  });

  test('is kept up to a length', () => {
    const many = (to: number) => Array.from({ length: to }, (_, n) => String(n + 1)).join(',');
    let known = passedWith(files(many(200)), '200');
    for (const to of [390, 400, 401]) {
      known = passedFurther(known, files(many(to)), String(to));
      expect(known).toMatchObject({ at: String(to), from: to < 401 ? null : '2' });
    }
    expect(known.files).toHaveLength(400);
    const cut = passedWith(files(many(401)), '401');
    expect(passedFurther({ ...known, from: '300' }, files(many(402)), '402')).toMatchObject({ from: '300' });
    expect(cut).toMatchObject({ from: '202' });
  });
});

test.each([
  [
    'skipped-lower-version',
    ['2'],
    'version 2 came with this image, below 3, which the database had passed without it',
  ],
  [
    'skipped-lower-version',
    ['2', '3', '4', '5', '6'],
    'versions 2, 3, 4 and 2 more came with this image, below 3, which the database had passed without them',
  ],
  [
    'image-newer',
    ['4', '5'],
    'the image has versions 4, 5, above 3, which the database is at, but the run said no change',
  ],
  ['image-older', ['2'], 'the database is at 3, above the highest file of this image, 2'],
] as const)('%s %s in words', (kind, versions, text) => {
  expect(imageText({ kind, versions, stands: '3' })).toBe(text);
});
