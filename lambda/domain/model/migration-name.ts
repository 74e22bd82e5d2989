import { printable } from './printable.ts';
import { truncate } from './truncate.ts';

/** A migration as golang-migrate's lines name it. */
interface Named {
  readonly version: string;
  readonly direction: 'up' | 'down';
  readonly identifier: string;
}

/** An identifier of one word, which cannot read as an instruction. */
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
 * An identifier for use in a sentence: in quotes if it is more than one word, and cut if it is long. It comes from a file name, or
 * from a log that anybody may have written, and must not read as part of a page's instructions. A backtick would begin a command.
 */
function shownIdentifier(identifier: string): string {
  if (identifier === '' || identifier === '<empty>' || WORD.test(identifier)) return identifier;
  const shown = printable(identifier).replace(/[`"]/g, (mark) => ESCAPED[mark as '`' | '"']);
  return `"${truncate(shown, MOST_CHARACTERS)}"`;
}

const ESCAPED = { '`': '\\u0060', '"': '\\u0022' } as const;
