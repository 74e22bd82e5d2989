import { printable } from './printable.ts';
import { truncate } from './truncate.ts';

/** What names a migration, as golang-migrate's lines tell it. */
interface Named {
  readonly version: string;
  readonly direction: 'up' | 'down';
  readonly identifier: string;
}

/** An identifier of one word, which says nothing to anybody. */
const WORD = /^[\w.-]{1,80}$/;
const MOST_CHARACTERS = 80;

/** `42 add_email`; a migration without a file has no identifier worth printing. */
export function migrationName({ version, identifier }: Omit<Named, 'direction'>): string {
  return identifier === '' || identifier === '<empty>'
    ? version
    : `${version} ${shownIdentifier(identifier)}`;
}

/** `42/u add_email`, as golang-migrate writes it. */
export function migrationFile({ version, direction, identifier }: Named): string {
  return `${version}/${direction === 'up' ? 'u' : 'd'} ${shownIdentifier(identifier)}`.trimEnd();
}

/**
 * An identifier for a sentence: one of more than a word is in quotes, and of one that is long the beginning. It comes from a file's
 * name, or from a log that somebody else wrote, and must not read as a part of what a page tells to do. A backtick would begin a
 * command.
 */
function shownIdentifier(identifier: string): string {
  if (identifier === '' || identifier === '<empty>' || WORD.test(identifier)) return identifier;
  const shown = printable(identifier).replace(/[`"]/g, (mark) => ESCAPED[mark as '`' | '"']);
  return `"${truncate(shown, MOST_CHARACTERS)}"`;
}

const ESCAPED = { '`': '\\u0060', '"': '\\u0022' } as const;
