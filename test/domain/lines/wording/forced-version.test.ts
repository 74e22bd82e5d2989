import { expect, test } from 'vitest';
import { forcedVersion } from '../../../../lambda/domain/lines/parse/forced-version.ts';

test.each([
  ['migrate -database "$URL" -path ./migrations force 41', '41'],
  ['/usr/bin/migrate -path=/m -database=x force -- -1', '-1'],
  ['-path=/m -database=x force 41', '41'],
  ['force 41', '41'],
  ["sh -c 'migrate -path /m -database x force 1755680400123456789'", '1755680400123456789'],
  ['migrate -path /m -database x force 41 && echo done', '41'],
  ['migrate -path /m -database x force "$VERSION"', null],
  ['migrate -path /m -database x force', null],
  ['migrate -path /m -database x up', null],
  ['npm run build; force 41', null],
  ['migrate up; git push --force 41', null],
  ['migrate -path /m -database x force 41x', null],
])('%s: %s', (commandLine, version) => {
  expect(forcedVersion(commandLine)).toBe(version);
});
