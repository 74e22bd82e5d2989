import type { LeakedCredential, RedactionScope } from './scope.ts';

/** Flags whose next word is a credential, by their end: `--db-password x`, `-token x`; not `--password-stdin`, `--secret-id`. */
const SECRET_FLAG =
  /^--?(?:[\w-]{0,40}[-_])?(?:pass(?:wo?r?d|phrase)?|passwd|pwd|secret|token|credentials?|(?:api|access|auth|private|account|secret|encryption)[-_]?key)$/i;

/** How a program is given a credential by a short flag. */
interface ShortFlag {
  readonly flag: string;
  /** `-pVALUE` only: with a blank behind it the flag asks for the password. */
  readonly attachedOnly?: true;
  /** `user:password`: the user stays. */
  readonly behindColon?: true;
}

const P: readonly ShortFlag[] = [{ flag: '-p' }];
const MYSQL: readonly ShortFlag[] = [{ flag: '-p', attachedOnly: true }];
const USER: readonly ShortFlag[] = ['-u', '--user', '-U', '--proxy-user'].map((flag) => ({
  flag,
  behindColon: true,
}));

/** Short flags mean other things elsewhere (`psql -p 5432`), hence by program. */
const PROGRAMS: readonly (readonly [program: RegExp, flags: readonly ShortFlag[]])[] = [
  [/^(?:mysql\w*|mariadb[\w-]*)$/, MYSQL],
  [/^(?:sshpass|mongo\w*|login)$/, P], // `docker login`, `az login`, `helm registry login`
  [/^curl$/, USER],
  [/^(?:sqlcmd|bcp)$/, [{ flag: '-P' }]],
  [/^redis-cli$/, [{ flag: '-a' }]],
];

/** One test before the table is walked. */
const ANY_PROGRAM =
  /(?:^|\/)((?:mysql\w*|mariadb[\w-]*|sshpass|mongo\w*|login|curl|sqlcmd|bcp|redis-cli|echo|printf))$/;

/** Between two programs of one line. */
const SEPARATOR = /^(?:\|\|?|&&?|;)$/;
/** What may follow a flag that asks for its value. */
const NO_VALUE = /^(?:--?[a-z][a-z-]{0,30}$|[|&;<>])/;
const OPENING = /^["'(]*/;

/** A part of a word that is a credential: from `from` to the word's end. */
interface Found {
  readonly word: number;
  readonly from: number;
  readonly kind: LeakedCredential['kind'];
}

/** Credentials among the words of a command line. */
function secretWords(words: readonly string[]): readonly Found[] {
  const found: Found[] = [];
  const piped = words.some((word) => word.includes('--password-stdin'));
  let flags: readonly ShortFlag[] = [];
  let echoes = false;
  for (const [index, raw] of words.entries()) {
    const word = raw.replace(OPENING, '');
    const opening = raw.length - word.length;
    if (SEPARATOR.test(raw)) {
      flags = [];
      echoes = false;
      continue;
    }
    const isFlag = word.startsWith('-');
    if (echoes && !isFlag) found.push({ word: index, from: 0, kind: 'password' });
    if (!isFlag) {
      const program = ANY_PROGRAM.exec(word)?.[1];
      if (program === undefined) continue;
      echoes ||= piped && /^(?:echo|printf)$/.test(program);
      flags = PROGRAMS.find(([name]) => name.test(program))?.[1] ?? flags;
      continue;
    }
    const next = words[index + 1];
    if (SECRET_FLAG.test(word)) {
      if (next !== undefined && !NO_VALUE.test(next))
        found.push({ word: index + 1, from: 0, kind: /pass|pwd/i.test(word) ? 'password' : 'token' });
      continue;
    }
    for (const { flag, attachedOnly, behindColon } of flags) {
      if (!word.startsWith(flag)) continue;
      const attached = word.length > flag.length;
      if (attached ? flag.startsWith('--') : attachedOnly || next === undefined) continue;
      const at = attached ? opening + flag.length : 0;
      const value = (attached ? raw : next!).slice(at);
      const from = at + (behindColon ? value.indexOf(':') + 1 : 0);
      if (behindColon && !value.includes(':')) continue;
      found.push({ word: attached ? index : index + 1, from, kind: 'password' });
      break;
    }
  }
  return found;
}

/** Words as a shell splits them; a quotation, closed or not, belongs to its word. */
const WORD =
  /(?:‹[a-z-]{1,16} #\d{1,7}(?:, [^›]{1,16})?›|"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s"'\\;|&]|[;|&](?![\s;|&]|$)|\\$)+|[;|&]{1,2}/gs;
/** One test before the line is split. */
const ANY = /[\s"'[,]--?[A-Za-z]/;

/**
 * Masks credentials that a command line gives as arguments: `--password x`, `mysql -px`, `curl -u user:x`.
 *
 * What stands behind a sign (`--password=x`), in a URL or in quotes is not this function's.
 */
export function maskArguments(text: string, scope: RedactionScope): string {
  if (!ANY.test(text)) return text;
  const words = [...text.matchAll(WORD)];
  let out = '';
  let done = 0;
  for (const { word, from, kind } of secretWords(words.map(([word]) => word))) {
    const [value] = words[word]!;
    const start = words[word]!.index + from;
    const [inner, closing] = unquoted(value, from);
    if (start < done) continue;
    out +=
      text.slice(done, start + inner) + mask(value.slice(from + inner, value.length - closing), kind, scope);
    done = start - from + value.length - closing;
  }
  return out + text.slice(done);
}

/** The same for words that are already apart, as the platform tells a container's command; `redact` treats what is left. */
export function maskArgumentWords(
  words: readonly string[],
  redact: (word: string) => string,
  scope: RedactionScope,
): readonly string[] {
  const found = new Map(secretWords(words).map((each) => [each.word, each]));
  return words.map((word, index) => {
    const secret = found.get(index);
    if (secret === undefined) return redact(word);
    return word.slice(0, secret.from) + mask(word.slice(secret.from), secret.kind, scope);
  });
}

function mask(value: string, kind: LeakedCredential['kind'], scope: RedactionScope): string {
  // `$DB_PASSWORD` and `${TOKEN}` name a secret and are none.
  return /^\$(?:\w+|\{\w+\})$/.test(value) ? value : scope.maskCredential(value, kind, 'message');
}

/** Quotes at the two ends of a value that stay. */
function unquoted(value: string, from: number): readonly [opening: number, closing: number] {
  const quote = value[from];
  if (quote !== '"' && quote !== "'") return [0, 0];
  return [1, value.length > from + 1 && value.endsWith(quote) ? 1 : 0];
}
