import { literalSearch } from './literal-search.ts';

/** Pieces of text without one of which no longer line can be golang-migrate's, or a platform's word about its process. */
const ANCHORS = literalSearch([
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
  // Formats whose values a logger printed on the next line.
  'buffering %v',
  'Scheduled %v',
  'execute %v',
  'Finished %v',
  '%v (%v)',
  // The verbose lines without a migration's name, and what the commands ask.
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
]);

/** `version` prints a number alone; with the verbose stamp before it, it is still this short. */
const BARE_VERSION = /^[\d/: .]{1,45}$/;

/**
 * Could this raw line, envelope and all, be golang-migrate's?
 *
 * A cheap first test: most lines of a shared log group end here. It may say yes to other text, never no to a line
 * that {@link parseLine} understands.
 */
export function mayBeMigrate(text: string): boolean {
  // A migration is named `<version>/<u|d> <identifier>`; the name may be empty and end the text.
  if (text.includes('/u') || text.includes('/d')) if (/\d\/[ud]\b/.test(text)) return true;
  return ANCHORS.foundIn(text, counts) || (text.length <= 45 && BARE_VERSION.test(text));
}

/** `… : error: upstream failed` is another program's; the CLI's `error: ` begins the line, or stands behind an envelope. */
function counts(literal: string, at: number, text: string): boolean {
  return literal !== 'error: ' || text.charCodeAt(at - 1) !== SPACE || text.charCodeAt(at - 2) !== COLON;
}

const SPACE = 32;
const COLON = 58;
