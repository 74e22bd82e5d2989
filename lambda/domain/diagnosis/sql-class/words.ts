import type { SqlDialect } from '../../lines/sql/dialect.ts';
import { lexSql } from '../../lines/sql/lexer.ts';

/** Stands for a string, whatever it contains. */
const STRING = "''";

/**
 * A statement as words, operators and names in lower case, without comments and without what its strings contain. A name in quotes
 * has no quotes here.
 */
export type Words = readonly string[];

/** `undefined` if MySQL executes a part of the statement that looks like a comment: then its words do not show what it does. */
export function wordsOf(sql: string, dialect: SqlDialect): Words | undefined {
  const words: string[] = [];
  let hidden = false;
  lexSql(sql, dialect, (kind, start, end, from, to) => {
    if (kind === 'comment') hidden ||= sql[start + 2] === '!' || sql.startsWith('M!', start + 2);
    else if (kind === 'string') words.push(STRING);
    else words.push(sql.slice(from, kind === 'quoted' || kind === 'undecided' ? to : end).toLowerCase());
    return true;
  });
  return hidden ? undefined : words;
}

/** The name at `at`, with its schema if the statement has one, and where it ends; `undefined` if there is none. */
export function nameAt(
  words: Words,
  at: number,
): { readonly name: string; readonly end: number } | undefined {
  const parts: string[] = [];
  let end = at;
  for (;;) {
    const part = words[end];
    if (part === undefined || !isName(part)) return undefined;
    parts.push(part);
    if (words[end + 1] !== '.') return { name: parts.slice(-2).join('.'), end: end + 1 };
    end += 2;
  }
}

/** May it be the name of a table, a column or a function? */
export function isName(word: string): boolean {
  return word !== STRING && !'()[]{},;.=<>+-*/%&|^!~@?:'.includes(word);
}

/** Index after the words that may come at `at`, each at most once and in this order. */
export function skip(words: Words, at: number, ...optional: readonly string[]): number {
  let next = at;
  for (const word of optional) if (words[next] === word) next++;
  return next;
}

/** Do these words come in this order at `at`? */
export function comes(words: Words, at: number, ...expected: readonly string[]): boolean {
  return expected.every((word, index) => words[at + index] === word);
}

/** Do these words come in this order anywhere outside of parentheses? */
export function has(words: Words, ...expected: readonly string[]): boolean {
  return outside(words).some((at) => comes(words, at, ...expected));
}

/** Indexes of the words that are outside of parentheses. */
export function outside(words: Words): readonly number[] {
  let depth = 0;
  return words.flatMap((word, index) => {
    if (word === '(') depth++;
    else if (word === ')') depth--;
    else if (depth === 0) return [index];
    return [];
  });
}

/** The parts between the commas that are outside of parentheses. */
export function parts(words: Words): readonly Words[] {
  const commas = outside(words).filter((index) => words[index] === ',');
  return [-1, ...commas].map((comma, index) => words.slice(comma + 1, commas[index] ?? words.length));
}
