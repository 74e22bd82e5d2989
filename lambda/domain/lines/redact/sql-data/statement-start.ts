import { isVerb } from '../../sql/words.ts';
import type { SqlToken, Subject } from './sql-text.ts';

/** State transitions: the next subject, by the current subject and the next word. */
const SUBJECTS: Readonly<Record<'begins' | 'maker' | 'setter', ReadonlyMap<string, Subject>>> = {
  begins: new Map([
    ['create', 'maker'],
    ['alter', 'maker'],
    ['set', 'setter'],
  ]),
  maker: new Map([
    ['or', 'maker'],
    ['replace', 'maker'],
    ['role', 'account'],
    ['user', 'account'],
    ['login', 'account'],
  ]),
  setter: new Map([['password', 'account']]),
};
/** What may come before a statement: the end of another, a parenthesis, or a delimiter set by the client's DELIMITER command (`//`, `^`). */
const BEFORE_VERB = '(/^$;';
/** What follows `IMPORT` in CockroachDB and PostgreSQL. Python and other languages have the word too. */
const IMPORT = /^\s{1,8}(?:into|foreign|table|pgdump|mysqldump|csv)\b/i;
/** Label of a loop: `fetching: LOOP`. */
const LABEL = /^\s{0,8}:\s{0,8}(?:loop|while|repeat|begin)\b/i;

/** The subject after `token`. */
export function nextSubject(subject: Subject, { kind, text }: SqlToken): Subject {
  if (text === ';') return 'begins';
  if (kind !== 'word' || subject === 'other' || subject === 'account') return subject;
  return SUBJECTS[subject].get(text) ?? 'other';
}

/** May a statement begin after this operator? */
export function mayPrecedeStatement(operator: string): boolean {
  return BEFORE_VERB.includes(operator);
}

/** Could a statement begin with `word` (in lower case), which ends at `end` of `sql`? */
export function beginsStatement(word: string, sql: string, end: number): boolean {
  if (!isVerb(word) && !LABEL.test(sql.slice(end, end + 32))) return false;
  return word !== 'import' || IMPORT.test(sql.slice(end, end + 24));
}
