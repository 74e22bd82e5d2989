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
  test.each<{
    readonly name: string;
    readonly image: string;
    readonly standing: Partial<KnownDatabase>;
    readonly expected: string[];
  }>([
    { name: 'nothing is known', image: '1,2,3', standing: {}, expected: [] },
    { name: 'nothing is known of before', image: '1,2,3', standing: { version: '3' }, expected: [] },

    {
      name: 'the database at the highest',
      image: '1,2,3',
      standing: { version: '3', foundNothing: true },
      expected: [],
    },
    {
      name: 'one above it',
      image: '1,2,4',
      standing: { version: '3', foundNothing: true },
      expected: ['image-newer 4 at 3'],
    },
    {
      name: 'one above it, which the run was not to apply',
      image: '1,2,4',
      standing: { version: '3' },
      expected: [],
    },
    {
      name: 'above, by number',
      image: '9,10',
      standing: { version: '9', foundNothing: true },
      expected: ['image-newer 10 at 9'],
    },

    {
      name: 'the highest below it',
      image: '1,2',
      standing: { version: '3' },
      expected: ['image-older 2 at 3'],
    },
    {
      name: 'below, by number',
      image: '1,9',
      standing: { version: '10' },
      expected: ['image-older 9 at 10'],
    },
    {
      name: 'its version is gone, but there are higher ones',
      image: '1,2,4',
      standing: { version: '3' },
      expected: [],
    },

    {
      name: 'a file that was there when it was passed',
      image: '1,2,3',
      standing: { passed: passed('3', '1,2,3') },
      expected: [],
    },
    {
      name: 'one that was not',
      image: '1,2,3',
      standing: { passed: passed('3', '1,3') },
      expected: ['skipped-lower-version 2 at 3'],
    },
    {
      name: 'one that came and is above',
      image: '1,3,4',
      standing: { passed: passed('3', '1,3') },
      expected: [],
    },
    {
      name: 'exactly its version',
      image: '1,3',
      standing: { passed: passed('3', '1') },
      expected: [],
    },
    {
      name: 'several',
      image: '1,2,3,4,5',
      standing: { version: '5', passed: passed('5', '1,5'), foundNothing: true },
      expected: ['skipped-lower-version 2,3,4 at 5'],
    },
    {
      name: 'one below what is known',
      image: '7,8,9',
      standing: { passed: passed('9', '8,9', '8') },
      expected: [],
    },
    {
      name: 'the lowest that is known',
      image: '8,9',
      standing: { passed: passed('9', '8,9', '8') },
      expected: [],
    },
    {
      name: 'one above the lowest that is known',
      image: '8,10,20',
      standing: { passed: passed('20', '8,20', '8') },
      expected: ['skipped-lower-version 10 at 20'],
    },
    {
      name: 'both at once: what is skipped comes first',
      image: '1,2,3,4',
      standing: { version: '3', passed: passed('3', '1,3'), foundNothing: true },
      expected: ['skipped-lower-version 2 at 3', 'image-newer 4 at 3'],
    },
  ])('$name', ({ image, standing, expected }) => {
    expect(compare(image, standing)).toEqual(expected);
  });
});

describe('what a database has passed', () => {
  test('is the files up to its version', () => {
    expect(passedWith(files('1,3,4'), '3')).toEqual(passed('3', '1,3'));
    expect(passedWith(files('2,3,4', 9), '3')).toEqual(passed('3', '2,3', '2'));
  });

  test('grows by the files of each applied image, never by files that were merged late', () => {
    expect(passedFurther(passed('3', '1,3'), files('1,2,3,4,5'), '4')).toEqual(passed('4', '1,3,4'));
    expect(passedFurther(passed('3', '1,3'), files('1,2,3'), '3')).toEqual(passed('3', '1,3'));
  });

  test('is not known if the announced list begins above its version', () => {
    expect(passedFurther(passed('3', '1,3'), files('7,8', 20), '8')).toEqual(passed('8', '1,3,7,8', '7'));
    expect(passedFurther(passed('3', '1,3'), files('3,8', 20), '8')).toEqual(passed('8', '1,3,8'));
  });

  test('is kept up to a limit', () => {
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
