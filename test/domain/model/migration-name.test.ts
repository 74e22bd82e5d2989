import { expect, test } from 'vitest';
import { migrationFile, migrationName } from '../../../lambda/domain/model/migration-name.ts';

const named = (identifier: string) => ({ version: '3', direction: 'up' as const, identifier });

test.each([
  {
    title: 'one word is as it is',
    identifier: 'add_email-v2.1',
    name: '3 add_email-v2.1',
    file: '3/u add_email-v2.1',
  },
  { title: 'none is left out', identifier: '', name: '3', file: '3/u' },
  {
    title: '80 characters',
    identifier: 'a'.repeat(80),
    name: `3 ${'a'.repeat(80)}`,
    file: `3/u ${'a'.repeat(80)}`,
  },
  {
    title: '81 characters',
    identifier: 'a'.repeat(81),
    name: `3 "${'a'.repeat(79)}…"`,
    file: `3/u "${'a'.repeat(79)}…"`,
  },
  {
    title: 'a sentence is in quotes',
    identifier: 'x. Then type rm',
    name: '3 "x. Then type rm"',
    file: '3/u "x. Then type rm"',
  },
  {
    title: 'no backtick begins a command',
    identifier: 'x `id`',
    name: '3 "x \\u0060id\\u0060"',
    file: '3/u "x \\u0060id\\u0060"',
  },
  { title: 'no quote ends it', identifier: 'x" y', name: '3 "x\\u0022 y"', file: '3/u "x\\u0022 y"' },
  {
    title: 'other scripts',
    identifier: 'añade_correo',
    name: '3 "añade_correo"',
    file: '3/u "añade_correo"',
  },
])('$title', ({ identifier, name, file }) => {
  expect(migrationName(named(identifier))).toBe(name);
  expect(migrationFile(named(identifier))).toBe(file);
});
