import { literalSearch } from './literal-search-fast-path.ts';

/** Every line of golang-migrate, and every platform line about its process, contains one of these, names a migration, or is a bare version. */
export const ANCHORS: readonly string[] = [
  // Errors: golang-migrate's own wording, and the CLI's prefix before any other.
  'error: ',
  'errors occurred',
  'error occurred',
  ' in line ',
  '(details: ',
  'Dirty database',
  'migration',
  'migrate',
  'Migrat',
  'acquire',
  'unrecognized token',
  'lock failed',
  'not exist',
  'driver: ',
  'failed to open',
  'failed to init driver',
  ' URL cannot',
  'database: ',
  'no scheme',
  'no such file',
  'argument',
  'command:[',
  'could not parse',
  'unable to parse',
  'database locked',
  // Format strings whose values a logger printed on the next line.
  'buffering %v',
  'Scheduled %v',
  'execute %v',
  'Finished %v',
  '%v (%v)',
  // The verbose lines that do not name a migration, and the prompts.
  'Finished after',
  'Closing source',
  'Stopping after',
  'no change',
  'No change',
  'database schema',
  '(dirty)',
  'Usage of',
  'provided but not',
  // The process and its platform.
  'panic: ',
  '[Container]',
  'exit status',
  'exit code',
  'exited with',
  '[command]',
  ': *** [',
  'exec format error',
  'user process caused',
  'Killed',
  'killed',
  'erminated',
];

const SEARCH = literalSearch(ANCHORS);

/** `version` prints only a number. With the verbose stamp before it, the line is still this short. */
const BARE_VERSION = /^[\d/: .]{1,45}$/;

/**
 * Could this raw line, with its envelope, be golang-migrate's?
 *
 * A cheap first test that drops most lines of a shared log group. It may accept other text, but never rejects a line that
 * {@link parseLine} understands.
 *
 * A fast path in front of `parseLine`: it only rejects what `parseLine` calls `unrecognized`. Decision: docs/decisions/0005.
 * Equivalence test: test/domain/lines/wording/anchors.test.ts.
 */
export function mayBeMigrate(text: string): boolean {
  // A migration is named `<version>/<u|d> <identifier>`; the name may be empty and end the text.
  if (holdsName(text, '/u') || holdsName(text, '/d')) return true;
  return SEARCH.foundIn(text, counts) || (text.length <= 45 && BARE_VERSION.test(text));
}

/** Is there a migration's name: a digit, this direction, and then no other letter or digit? `indexOf` is faster here than an expression (decision 41). */
function holdsName(text: string, direction: '/u' | '/d'): boolean {
  for (let at = text.indexOf(direction); at >= 0; at = text.indexOf(direction, at + 1))
    if (isDigit(text.charCodeAt(at - 1)) && !isWord(text.charCodeAt(at + direction.length))) return true;
  return false;
}

/** As `\w` in an expression. */
function isWord(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/**
 * The CLI's `error: ` begins the line, or follows an envelope. After another colon, `… : error: upstream failed`, it belongs to
 * another program.
 */
function counts(literal: string, at: number, text: string): boolean {
  return countsAfter(literal, text.charCodeAt(at - 2), text.charCodeAt(at - 1));
}

/** The same by the codes of the last two characters before the literal. */
export function countsAfter(literal: string, first: number, second: number): boolean {
  return literal !== 'error: ' || second !== SPACE || first !== COLON;
}

const SPACE = 32;
const COLON = 58;
