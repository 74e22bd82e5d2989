import type { LeakedCredential, RedactionScope } from './scope.ts';

/**
 * Words whose next word is a credential, by their end: `--db-password x`, `-token x`, npm's `//registry/:_authToken x`; not
 * `--password-stdin`, `--secret-id`.
 */
const SECRET_FLAG =
  /^--?(?:[\w.-]{0,40}[-_.]|db)?(?:pass(?:wo?r?d|phrase)?|passwd|pwd|pw|secret(?:-string)?|token|credentials?|(?:api|access|auth|private|account|secret|encryption)[-_]?key)$|^\/\/.{0,200}:_(?:authToken|auth|password)$/is;

/** How a program is given a credential by a flag of its own. */
interface ProgramFlag {
  readonly flag: string;
  /** `-pVALUE` only: with a blank behind it the flag asks for the password. */
  readonly attachedOnly?: true;
  /** `user:password`: the user stays. */
  readonly behindColon?: true;
  /** How many words, the value being the last, stand behind the flag: none of them in the same word. */
  readonly words?: number;
}

const P: readonly ProgramFlag[] = [{ flag: '-p' }];
const MYSQL: readonly ProgramFlag[] = [{ flag: '-p', attachedOnly: true }];
const USER: readonly ProgramFlag[] = ['-u', '--user', '-U', '--proxy-user'].map((flag) => ({
  flag,
  behindColon: true,
}));
const HTTPIE: readonly ProgramFlag[] = ['-a', '--auth'].map((flag) => ({ flag, behindColon: true }));
/** With `b` the password is an argument: `-nb user password`, and with a file before them without `n`. */
const HTPASSWD: readonly ProgramFlag[] = [
  ...['-nb', '-bn', '-Bbn', '-Bnb'].map((flag) => ({ flag, words: 2 })),
  ...['-b', '-cb', '-bc', '-Bb', '-cBb', '-Bbc'].map((flag) => ({ flag, words: 3 })),
];

/** Flags that mean other things elsewhere (`psql -p 5432`), hence by program, or by a program's command. */
const PROGRAMS: readonly (readonly [program: RegExp, flags: readonly ProgramFlag[]])[] = [
  [/^(?:mysql\w*|mariadb[\w-]*)$/, MYSQL],
  [/^(?:sshpass|mongo\w*|cqlsh|login)$/, P], // `docker login`, `az login`, `helm registry login`
  [/^curl$/, USER],
  [/^https?$/, HTTPIE],
  [/^(?:sqlcmd|bcp)$/, [{ flag: '-P' }]],
  [/^redis-cli$/, [{ flag: '-a' }]],
  [/^ldap\w+$/, [{ flag: '-w' }]],
  [/^htpasswd$/, HTPASSWD],
  [/^put-parameter$/, [{ flag: '--value' }]], // `aws ssm put-parameter`
];

/** One test before the table is walked. */
const ANY_PROGRAM =
  /(?:^|\/)((?:mysql\w*|mariadb[\w-]*|sshpass|mongo\w*|cqlsh|login|curl|https?|sqlcmd|bcp|redis-cli|ldap\w+|htpasswd|put-parameter|echo|printf))$/;

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
  let flags: readonly ProgramFlag[] = [];
  let echoes = false;
  for (const [index, raw] of words.entries()) {
    const word = raw.replace(OPENING, '');
    const opening = raw.length - word.length;
    if (SEPARATOR.test(raw)) {
      flags = [];
      echoes = false;
      continue;
    }
    const asks = SECRET_FLAG.test(word);
    const isFlag = asks || word.startsWith('-');
    const next = words[index + 1];
    if (piped && word.startsWith('<<<')) {
      if (word.length > 3) found.push({ word: index, from: 3, kind: 'password' });
      else if (next !== undefined) found.push({ word: index + 1, from: 0, kind: 'password' });
      continue;
    }
    if (echoes && !isFlag) found.push({ word: index, from: 0, kind: 'password' });
    if (!isFlag) {
      const program = ANY_PROGRAM.exec(word)?.[1];
      if (program === undefined) continue;
      echoes ||= piped && /^(?:echo|printf)$/.test(program);
      flags = PROGRAMS.find(([name]) => name.test(program))?.[1] ?? flags;
      continue;
    }
    if (asks) {
      if (next !== undefined && !NO_VALUE.test(next))
        found.push({ word: index + 1, from: 0, kind: /pass|pwd|pw$/i.test(word) ? 'password' : 'token' });
      continue;
    }
    for (const { flag, attachedOnly, behindColon, words: behind } of flags) {
      if (!word.startsWith(flag)) continue;
      const attached = behind === undefined && word.length > flag.length;
      const isLong = flag.startsWith('--');
      if (attached ? isLong && word[flag.length] !== '=' : attachedOnly) continue;
      const at = attached ? opening + flag.length + (isLong ? 1 : 0) : 0;
      const target = attached ? index : index + (behind ?? 1);
      const value = words[target]?.slice(at);
      if (value === undefined || (behindColon && !value.includes(':'))) continue;
      found.push({ word: target, from: at + (behindColon ? value.indexOf(':') + 1 : 0), kind: 'password' });
      break;
    }
  }
  return found;
}

/** Words as a shell splits them; a quotation, closed or not, belongs to its word. */
const WORD =
  /(?:‹[a-z-]{1,16} #\d{1,7}(?:, [^›]{1,16})?›|"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s"'\\;|&]|[;|&](?![\s;|&]|$)|\\$)+|[;|&]{1,2}/gs;
/** One test before the line is split. */
const ANY = /[\s"'[,]--?[A-Za-z]|:_(?:auth|password)/;

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
