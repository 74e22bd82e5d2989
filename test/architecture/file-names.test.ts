import { expect, test } from 'vitest';
import { sourceFiles } from './source-files.ts';

const FILES = sourceFiles(['bin', 'lib', 'lambda', 'scripts', 'test']);
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|e2e|schedules|simulation|timed|d))?\.ts$/;

test('files and folders are kebab-case', () => {
  expect(FILES.filter((file) => !NAME.test(file.slice(file.lastIndexOf('/') + 1)))).toEqual([]);
  expect(FILES.filter((file) => /[^a-z0-9/.-]/.test(file))).toEqual([]);
});

test('files are named for what they hold', () => {
  expect(FILES.filter((file) => /(?:^|[/-])(?:utils?|helpers?|common|misc)(?:[/.-]|$)/.test(file))).toEqual(
    [],
  );
});
