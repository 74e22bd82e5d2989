import fc from 'fast-check';
import { loadModule, scanSync } from 'libpg-query';
import { beforeAll, expect, test } from 'vitest';
import { postgres } from '../../../../lambda/domain/lines/sql/dialect.ts';
import { lexSql } from '../../../../lambda/domain/lines/sql/lexer.ts';

beforeAll(() => loadModule());

const word = fc.stringMatching(/^[a-z_][a-z0-9_$]{0,6}$/);
const inside = fc
  .array(
    fc.constantFrom(
      "''",
      '"',
      '`',
      '\\',
      '$',
      '$$',
      '--',
      '/*',
      '*/',
      '#',
      ';',
      ' ',
      '\n',
      'a',
      '1',
      'é',
      '($1)',
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));
const piece = fc.oneof(
  word,
  inside.map((text) => `'${text}'`),
  inside.map((text) => `E'${text.replace(/\\/g, '\\\\')}\\''`),
  inside.map((text) => `e'${text.replace(/\\/g, "\\'")}'`),
  inside.map((text) => `U&'${text.replace(/\\/g, '')}'`),
  inside.map((text) => `N'${text}'`),
  fc.constantFrom("B'0101'", "X'1f'", "b''", 'U&"a b"', 'U&x'),
  inside.map((text) => `"x${text.replace(/"/g, '""')}"`),
  fc
    .tuple(word, inside)
    .map(([tag, text]) => `$${tag.replace(/\$/g, '')}$${text}$${tag.replace(/\$/g, '')}$`),
  inside.map((text) => `$$${text.replace(/\$/g, '')}$$`),
  inside.map((text) => `--${text.replace(/\n/g, '')}\n`),
  inside.map((text) => `/*${text.replace(/\/\*|\*\/|\//g, '')}*/`),
  inside.map((text) => `/* /*${text.replace(/\/\*|\*\/|\//g, '')}*/ '*/`),
  fc.constantFrom('/**/', '/*/ x */', '/***/', '/* **/', '/* /*/ */ */ */', '/*/**/*/'),
  fc.constantFrom('1', '42', '1.5', '.5', '1e10', '1.5e-3', '0x1F', '1_000', '$1', '$22'),
  fc.constantFrom('(', ')', ',', ';', '.', '=', '<>', '::', '+', '*', '||', '->>', '[1]', '<=', '@>', '#>'),
);
const sql = fc
  .array(fc.tuple(piece, fc.constantFrom(' ', '\n', '\t', '  ')), { maxLength: 12 })
  .map((parts) => parts.flat().join(''));

/** One letter for each byte: what PostgreSQL's own scanner takes it for. Blanks between string parts are blanks. */
function scanned(text: string): string {
  const bytes = Buffer.from(text);
  const out: string[] = Array.from({ length: bytes.length }, () => ' ');
  for (const token of scanSync(text).tokens) {
    out.fill(letterOf(token.tokenName, token.text), token.start, token.end);
  }
  return out.join('');
}

/** The scanner leaves the literals with a prefix, and operators, without a name of their own. */
function letterOf(name: string, text: string): string {
  if (/COMMENT/.test(name)) return 'c';
  if (name === 'SCONST' || /^(?:[bx]|u&)'/i.test(text)) return 's';
  if (name === 'ICONST' || name === 'FCONST') return 'n';
  if (name === 'PARAM') return 'p';
  if (/^(?:u&)?"/i.test(text)) return 'q';
  return /^[a-z_]/i.test(text) ? 'w' : 'o';
}

function lexed(text: string): string {
  const letters = {
    word: 'w',
    quoted: 'q',
    undecided: '?',
    string: 's',
    number: 'n',
    comment: 'c',
    parameter: 'p',
    operator: 'o',
    masked: 'm',
    foreign: 'f',
  };
  let out = '';
  let at = 0;
  let prefix = '';
  lexSql(text, postgres, (kind, start, end) => {
    out += ' '.repeat(Buffer.byteLength(text.slice(at, start)));
    const touching = start === at;
    // A prefix is part of the literal for PostgreSQL; N'…' alone is two tokens.
    if (touching && prefix !== '' && (kind === 'string' || kind === 'quoted')) {
      out = out.slice(0, out.length - prefix.length) + letters[kind].repeat(prefix.length);
    }
    const source = text.slice(start, end);
    prefix = kind === 'word' && /^(?:e|b|x|u&)$/i.test(source) ? source : '';
    out += letters[kind].repeat(Buffer.byteLength(source));
    at = end;
    return true;
  });
  return out + ' '.repeat(Buffer.byteLength(text.slice(at)));
}

test('literals, comments, names and numbers begin and end where PostgreSQL says', () => {
  let compared = 0;
  fc.assert(
    fc.property(sql, (text) => {
      let expected: string;
      try {
        expected = scanned(text);
      } catch {
        return; // PostgreSQL refuses it: no boundaries to compare
      }
      compared++;
      const blanks = Buffer.from(text).toString('latin1');
      const actual = lexed(text);
      // 'a'\n'b' is one literal to PostgreSQL, blanks and all, and two to us.
      const same = [...expected]
        .map((letter, at) => (actual[at] === ' ' && /\s/.test(blanks[at]!) ? ' ' : letter))
        .join('');
      expect(actual).toBe(same);
    }),
    { seed: 20261122, numRuns: Number(process.env['RUNS'] ?? 1500) },
  );
  expect(compared).toBeGreaterThan(500);
});
