import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sourceFiles } from './source-files.ts';

/*
 * A `Source` that is made by hand leaves out what each deployed one has: see
 * docs/decisions/0021-tests-take-sources-from-a-settings-file.md.
 */
const FILES = sourceFiles(['bin', 'lib', 'lambda', 'scripts', 'test']).filter(
  (file) => !file.endsWith('front-door.test.ts'),
);
const filesWith = (text: RegExp) => FILES.filter((file) => text.test(readFileSync(file, 'utf8')));

test('only the reader of a function’s configuration makes sources, and one builder for tests of the matching', () => {
  expect(filesWith(/\bas (?:unknown as )?(?:readonly )?Source\b/)).toEqual([
    'lambda/config/writer.ts',
    'test/builders/source.ts',
  ]);
});

test('only unit tests of the matching use that builder', () => {
  expect(filesWith(/builders\/source\.ts/)).toEqual(['test/domain/model/match-source.test.ts']);
});

test('state events come from one place, except in the decoder’s tests, in a scenario and in the benchmark', () => {
  expect(filesWith(/'detail-type': '(?:ECS Task|CodeBuild Build) State Change'/)).toEqual([
    'bin/cli/aws-events/build-state.ts',
    'bin/cli/aws-events/task-state.ts',
    'scripts/bench/payloads/clean-run.ts',
    'test/adapters/decode-state-event.test.ts',
    'test/cli/replay.test.ts',
  ]);
});
