import { looksGenerated } from './generated.ts';
import { type Program, type ProgramFlag, programOf, WITHOUT_FLAG } from './programs.ts';
import type { LeakedCredential, RedactionScope } from './scope.ts';

/**
 * Flags whose next word is a credential, recognised by their ending: `--db-password x`, `-token x`, npm's `//registry/:_authToken x`;
 * not `--password-stdin`, `--secret-id`, `--bypass`.
 */
const SECRET_FLAG =
  /^--?(?:[\w.-]{0,40}(?:pass(?:wo?r?d|phrase|code)|passwd)|(?:[\w.-]{0,40}[-_.]|db)?(?:pwd|pw|pass)|\w{0,16}(?:key|store|user|db)pass|[\w.-]{0,40}(?:secret(?:-string)?|token|bearer|credentials?)|(?:[\w.-]{0,40}[-_.])?(?:api|access|auth|private|account|secret|encryption|decryption|signing|master|license|routing|integration|service|shared|admin|app|application|client|deploy|webhook|storage|subscription|hmac|jwt|unseal|recovery|ingest|stripe)[-_]?key)$|^\/\/.{0,200}:_(?:authToken|auth|password)$/is;

/** Separates two programs on one line. */
const SEPARATOR = /^(?:\|\|?|&&?|;)$/;
/** What may follow a flag that has no value. The program then asks for the value. */
const NO_VALUE = /^(?:--?[a-z][a-z-]{0,30}$|[|&;<>])/;
/** The credential is elsewhere: `env:NAME` and `file:PATH` for openssl, `@file` for curl. */
const ELSEWHERE = /^(?:(?:env|file|fd):|stdin$|@)/;
const OPENING = /^["'(]*/;

/** Programs and flags that read a password from standard input. What is piped into them is a password. */
const READS_INPUT =
  /--(?:password|token)-stdin|--with-token|--passphrase-fd|--stdin\b|\b(?:chpasswd|kinit|passwd|secret create|secret set|secrets put|secrets versions add|devops login)\b|\bsudo (?:-[A-Za-z]{1,8} ){0,4}-[A-RT-Za-z]{0,8}S\b|\blogin -(?:\s|$)|\bstdin\b/;
/** File names for secrets. What is written into such a file is a password. */
const SECRET_FILE = /secret|pass|token|credential|netrc|npmrc/i;

const CREDENTIAL_FORMAT = /(?:pass|pwd|secret|token|key)\w{0,24}["']?[=:]/i;

/** A credential: the part of a word from `from` to `to`. */
interface Found {
  readonly word: number;
  readonly from: number;
  /** To the end of the word if left out. */
  readonly to?: number;
  readonly kind: LeakedCredential['kind'];
}

/** Credentials among the words of a command line. */
function secretWords(words: readonly string[]): readonly Found[] {
  const found: Found[] = [];
  const password = (word: number, from = 0, to?: number) =>
    found.push({ word, from, kind: 'password', ...(to !== undefined && { to }) });
  const piped =
    READS_INPUT.test(words.join(' ')) ||
    words.some((word, i) => word.startsWith('>') && SECRET_FILE.test(word + (words[i + 1] ?? '')));
  let programs: Program[] = [];
  let echoes = false;
  /** How many words ahead the credentials are, and whether the values of assignments are credentials. */
  let due: number[] = [];
  let assigns = false;
  for (const [index, raw] of words.entries()) {
    const word = raw.replace(OPENING, '');
    const opening = raw.length - word.length;
    if (SEPARATOR.test(raw)) {
      programs = [];
      due = [];
      echoes = assigns = false;
      continue;
    }
    const asks = SECRET_FLAG.test(word);
    const isFlag = asks || word.startsWith('-');
    const next = words[index + 1];
    if (piped && word.startsWith('<<<')) {
      if (word.length > 3) password(index, 3);
      else if (next !== undefined) password(index + 1);
      continue;
    }
    if (echoes && !isFlag) password(index);
    if (!isFlag) {
      due = due.map((place) => place - 1).filter((place) => place >= 0);
      const isDue = due.includes(0);
      if (isDue && !/[=]|^[/*]|^\w+:\/\//.test(word)) password(index);
      else if (assigns && /^[\w.-]{1,80}=/.test(word)) password(index, opening + word.indexOf('=') + 1);
      else if (programs.some(({ oracle }) => oracle))
        oracleLogin(word, (from, to) => password(index, opening + from, opening + to));
      const program = programOf(word);
      if (program) programs.push(program);
      const commands = programs
        .flatMap((one) => one.commands ?? [])
        .filter(({ command }) => command.test(word));
      for (const { words: places, assigned } of isDue ? [] : commands) {
        if (places) due = [...places];
        assigns ||= assigned === true;
      }
      const echo = /(?:^|[\](])(echo|printf)$/.exec(word)?.[1];
      // `printf 'password=%s' x` writes a credential into a file.
      // What it is piped into may be cut off.
      if (echo && SEPARATOR.test(words.at(index + 2) ?? '|') && looksGenerated(next ?? ''))
        password(index + 1);
      else if (echo && (piped || (echo === 'printf' && CREDENTIAL_FORMAT.test(next ?? '')))) echoes = true;
      continue;
    }
    if (asks) {
      if (next !== undefined && !NO_VALUE.test(next))
        found.push({ word: index + 1, from: 0, kind: /pass|pwd|pw$/i.test(word) ? 'password' : 'token' });
      continue;
    }
    for (const flag of programs.flatMap((one) => one.flags ?? [])) {
      const place = flagValue(flag, word, index, opening, words);
      if (place === undefined) continue;
      password(place.word, place.from);
      break;
    }
  }
  return found;
}

/** Where the value of `flag` begins when `word` is that flag. */
function flagValue(
  { flag, attachedOnly, behind, words: count, joins }: ProgramFlag,
  word: string,
  index: number,
  opening: number,
  words: readonly string[],
): { word: number; from: number } | undefined {
  const joined = joins && /^-[A-Za-z#]{1,12}$/.test(word) && word.endsWith(flag.slice(1));
  if (!joined && !word.startsWith(flag)) return undefined;
  const attached = !joined && count === undefined && word.length > flag.length;
  const isLong = flag.startsWith('--');
  if (attached ? (isLong && word[flag.length] !== '=') || (flag.length > 2 && !isLong) : attachedOnly)
    return undefined;
  const at = attached ? opening + flag.length + (isLong ? 1 : 0) : 0;
  const target = attached ? index : index + (count ?? 1);
  const value = words[target]?.slice(at);
  if (value === undefined || ELSEWHERE.test(value)) return undefined;
  if (behind === undefined) return { word: target, from: at };
  const sign = value.indexOf(behind);
  return sign < 0 ? undefined : { word: target, from: at + sign + 1 };
}

/** Finds the password in `user/password@service` and `userid=user/password`; `/ as sysdba` and `@script` contain none. */
function oracleLogin(word: string, mask: (from: number, to: number) => void): void {
  const [before] = /^(?:userid=|target=)?[\w$#.[\]-]{1,128}\//i.exec(word) ?? [];
  if (before === undefined || word.startsWith('-')) return;
  const end = word.indexOf('@', before.length);
  mask(before.length, end < 0 ? word.replace(/["']$/, '').length : end);
}

/** Tokenizer: words as a shell splits them. A quotation, closed or not, is part of its word. */
const WORD =
  /(?:‹[a-z-]{1,16} #\d{1,7}(?:, [^›]{1,16})?›|"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s"'\\;|&]|[;|&](?![\s;|&]|$)|\\$)+|[;|&]{1,2}/gs;
/** Cheap test before the line is split. */
const ANY = new RegExp(
  `[\\s"'[,]--?[A-Za-z]|:_(?:auth|password)|\\b(?:echo|printf|${WITHOUT_FLAG})(?:\\.exe)? `,
);

/** May a program in `text` be given a credential? */
export function mayBeCommand(text: string): boolean {
  return ANY.test(text);
}

/**
 * Masks credentials in the arguments of a command line: `--password x`, `mysql -px`, `curl -u user:x`.
 *
 * Other functions mask credentials after a sign (`--password=x`), in URLs and in quotes.
 */
export function maskArguments(text: string, scope: RedactionScope): string {
  if (!mayBeCommand(text)) return text;
  const words = [...text.matchAll(WORD)];
  let out = '';
  let done = 0;
  for (const { word, from, to, kind } of secretWords(words.map(([word]) => word))) {
    const [whole] = words[word]!;
    const value = whole.slice(0, to);
    const start = words[word]!.index + from;
    const [inner, closing] = unquoted(value, from);
    if (start < done) continue;
    out +=
      text.slice(done, start + inner) + mask(value.slice(from + inner, value.length - closing), kind, scope);
    done = start - from + value.length - closing;
  }
  return out + text.slice(done);
}

/** {@link maskArguments} for a command that is already split into words, as platforms give it. `redact` masks the rest of each word. */
export function maskArgumentWords(
  words: readonly string[],
  redact: (word: string) => string,
  scope: RedactionScope,
): readonly string[] {
  const found = new Map([...wordsBehindKeys(words), ...secretWords(words)].map((each) => [each.word, each]));
  return words.map((word, index) => {
    const secret = found.get(index);
    if (secret === undefined) return redact(word);
    const { from, to = word.length, kind } = secret;
    return word.slice(0, from) + mask(word.slice(from, to), kind, scope) + word.slice(to);
  });
}

/** `Authorization:`, or a name and `=`, when quotation marks made the value a separate word. */
const KEY_WORD = /(?:pass|passwo?r?d|pwd|secret|token|key|authorization|cookie)["']?\s?[:=]?$/i;

function wordsBehindKeys(words: readonly string[]): readonly Found[] {
  const found: Found[] = [];
  for (const [index, word] of words.entries()) {
    const sign = word === '=' ? words[index - 1] : /[:=]$/.test(word) ? word : '';
    if (sign === undefined || !KEY_WORD.test(sign)) continue;
    const scheme = /^(?:bearer|basic|token)$/i.test(words[index + 1] ?? '') ? 1 : 0;
    if (words[index + 1 + scheme] !== undefined)
      found.push({ word: index + 1 + scheme, from: 0, kind: 'token' });
  }
  return found;
}

function mask(value: string, kind: LeakedCredential['kind'], scope: RedactionScope): string {
  // `$DB_PASSWORD` and `${TOKEN}` only name a variable.
  return /^\$(?:\w+|\{\w+\})$/.test(value) ? value : scope.maskCredential(value, kind, 'message');
}

/** How many characters at the beginning and at the end of a value are quotes, which stay in the text. */
function unquoted(value: string, from: number): readonly [opening: number, closing: number] {
  const quote = value[from];
  if (quote !== '"' && quote !== "'")
    return [0, value.length > from + 1 && /["')]$/.test(value) && /["'(]/.test(value.slice(0, from)) ? 1 : 0];
  return [1, value.length > from + 1 && value.endsWith(quote) ? 1 : 0];
}
