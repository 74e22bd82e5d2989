import { isVerb } from '../../sql/words.ts';
import { contentOf, isStructure } from './literals.ts';
import type { SqlPass, SqlText, SqlToken } from './sql-text.ts';
import { isCalledOrQualifying, isQualified, touchesQuote } from './unquoted.ts';

/** What may come between the word and the password: `PASSWORD = E'…'`. */
const LEADS_TO_PASSWORD: ReadonlySet<string> = new Set(['=', ':', '(', 'e', 'n', 'x', 'b', 'u&']);
/** After IDENTIFIED BY, other known words may be the password. */
const NEVER_PASSWORD = /^(?:password|random|values|null)$/;
/** Placeholders of template tools: Go, Jinja, shells, Ruby, Ant, Windows. */
const TEMPLATE =
  /^(?:\{\{[^}]{0,256}\}\}|\$\{[^}]{0,256}\}|\{%[^%]{0,256}%\}|<%[^%]{0,256}%>|#\{[^}]{0,256}\}|[@%][^\s@%]{1,128}[@%])/;

/** Whether a password follows: after `PASSWORD`, or after `IDENTIFIED BY`, where it needs no quotes. */
type Expected = 'no' | 'next' | 'identified';

/** `PASSWORD '…'`, `IDENTIFIED BY …`: in CREATE USER, ALTER ROLE, SET PASSWORD and settings. */
export const markPasswords: SqlPass = (text) => {
  let expected: Expected = 'no';
  let isIdentified = false;
  /** Where the last unquoted password ended. */
  let bareEnd = -2;
  for (const token of text.tokens) {
    if (token.kind === 'row' || token.kind === 'prose' || token.kind === 'rest') continue;
    if (expected !== 'no') markTemplate(text, token);
    if (token.kind === 'comment') continue;
    if (continuesBare(text, token, bareEnd)) text.markBare(token, 'password');
    else if (expected !== 'no') bareEnd = markPassword(text, token, expected) ?? bareEnd;
    isIdentified = staysIdentified(token, isIdentified);
    expected = nextExpected(token, expected, isIdentified);
  }
};

function staysIdentified({ text }: SqlToken, isIdentified: boolean): boolean {
  if (text === 'identified') return true;
  return isIdentified && text !== ';' && text !== ',';
}

function nextExpected({ text, role }: SqlToken, expected: Expected, isIdentified: boolean): Expected {
  if (isIdentified) {
    if (text === 'by' || text === 'replace') return 'identified';
    if (text === 'as' && expected === 'no') return 'next';
  }
  if (role.password) return expected === 'identified' ? 'identified' : 'next';
  return expected !== 'no' && LEADS_TO_PASSWORD.has(text) ? expected : 'no';
}

/** Marks `token` if it is the expected password. Returns the end of a password without quotes. */
function markPassword(text: SqlText, token: SqlToken, expected: 'next' | 'identified'): number | undefined {
  switch (token.kind) {
    case 'string': {
      const { from, to, isBlank } = contentOf(text, token);
      if (!isBlank) text.mark(token, 'password', from, to);
      return undefined;
    }
    case 'quoted':
    case 'undecided':
      text.mark(token, 'password');
      return undefined;
    case 'number':
      if (expected === 'identified' && !isStructure(text, token)) text.mark(token, 'password');
      return undefined;
    case 'word':
      return mayBePassword(text, token, expected) ? markBareRun(text, token) : undefined;
    default:
      return undefined;
  }
}

function mayBePassword(text: SqlText, token: SqlToken, expected: 'next' | 'identified'): boolean {
  if (touchesQuote(text, token)) return false;
  if (token.role.known && (expected === 'next' || NEVER_PASSWORD.test(token.text))) return false;
  return expected === 'identified' || !isColumn(text, token);
}

/** `password = old.password`, `password = encrypt(…)`. In a statement about an account, it is a password in any case. */
function isColumn(text: SqlText, token: SqlToken): boolean {
  if (token.subject === 'account') return false;
  return token.previous?.text === '=' || isQualified(token) || isCalledOrQualifying(text, token);
}

/** A password without quotes ends at white space or punctuation, not where the word ends. */
function markBareRun(text: SqlText, token: SqlToken): number {
  const { sql } = text;
  const run = /^[^\s;,()]*/.exec(sql.slice(token.start, token.start + 1024))![0];
  const end = Math.max(token.end, token.start + run.length);
  text.markBare(token, 'password', token.start, end);
  return end;
}

/** Does a password without quotes that ended with its line continue here? An agent may have cut it in two. */
function continuesBare(text: SqlText, token: SqlToken, bareEnd: number): boolean {
  if (token.kind !== 'word' || token.start !== bareEnd + 1 || text.sql[bareEnd] !== '\n') return false;
  return !token.role.known && !isVerb(token.text) && !/^\s{0,8}[:=]/.test(text.after(token, 9));
}

/** An unfilled placeholder with its default value: `{{ pw | default("…") }}`, `${PW:-…}`. */
function markTemplate(text: SqlText, { start }: SqlToken): void {
  if (!'{$<#@%'.includes(text.sql[start]!)) return;
  const line = text.sql.slice(start, start + 512).split(/[\n;]/, 1)[0]!;
  const found = TEMPLATE.exec(line);
  if (found) text.markText(start, start + found[0].length, 'password');
}
