import { expect, test } from 'vitest';
import { migrationFile, migrationName } from '../../../lambda/domain/model/migration-name.ts';

const named = (identifier: string) => ({ version: '3', direction: 'up' as const, identifier });

test.each([
  ['one word is as it is', 'add_email-v2.1', '3 add_email-v2.1', '3/u add_email-v2.1'],
  ['none is left out', '', '3', '3/u'],
  ['80 characters', 'a'.repeat(80), `3 ${'a'.repeat(80)}`, `3/u ${'a'.repeat(80)}`],
  ['81 characters', 'a'.repeat(81), `3 "${'a'.repeat(79)}…"`, `3/u "${'a'.repeat(79)}…"`],
  ['a sentence is in quotes', 'x. Then type rm', '3 "x. Then type rm"', '3/u "x. Then type rm"'],
  ['no backtick begins a command', 'x `id`', '3 "x \\u0060id\\u0060"', '3/u "x \\u0060id\\u0060"'],
  ['no quote ends it', 'x" y', '3 "x\\u0022 y"', '3/u "x\\u0022 y"'],
  ['other scripts', 'añade_correo', '3 "añade_correo"', '3/u "añade_correo"'],
])('%s', (_name, identifier, name, file) => {
  expect(migrationName(named(identifier))).toBe(name);
  expect(migrationFile(named(identifier))).toBe(file);
});
