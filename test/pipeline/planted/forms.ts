import { COMMAND_LINES } from './command-lines.ts';
import { CONNECTIONS } from './connections.ts';
import { FILES_THAT_ARE_NO_SQL } from './files-that-are-no-sql.ts';
import { FURTHER_COMMAND_LINES } from './further-command-lines.ts';
import { FURTHER_CONNECTIONS } from './further-connections.ts';
import { FURTHER_ERRORS } from './further-errors.ts';
import type { Secrets } from './secrets.ts';
import { SERVER_WORDS } from './server-words.ts';
import { STATEMENTS } from './statements.ts';
import { PLACES_OF_TOKENS, VENDOR_TOKENS } from './vendor-tokens.ts';
import { type Deliveries, MARKS, WRAPPINGS } from './wrappings.ts';

/** One text, and each way in which it comes. */
export interface Form {
  readonly name: string;
  readonly ways: readonly string[];
  /** The log events, with secrets of `secrets` in them, in the way of this name. */
  readonly deliveries: (way: string, secrets: Secrets) => Deliveries;
}

const DIRTY = ['1/u a (3ms)', 'error: Dirty database version 3. Fix and force version.'];

/** The text of an error, in every wrapping. */
function errors(texts: Readonly<Record<string, (s: Secrets) => string>>): readonly Form[] {
  return Object.entries(texts).map(([name, text]) => ({
    name,
    ways: Object.keys(WRAPPINGS),
    deliveries: (way, secrets) => WRAPPINGS[way]!(text(secrets), secrets.between(0, 9_999)),
  }));
}

const commandLines = [...Object.entries(COMMAND_LINES), ...Object.entries(FURTHER_COMMAND_LINES)].map(
  ([name, line]): Form => ({
    name,
    ways: MARKS,
    deliveries: (mark, secrets) => [[mark + line(secrets), ...DIRTY]],
  }),
);

const MIGRATION = 'the name of a migration';
const tokens = Object.entries(VENDOR_TOKENS).map(
  ([name, token]): Form => ({
    name: `a token: ${name}`,
    // Behind a slash nothing shows where base64 begins.
    ways: [...Object.keys(PLACES_OF_TOKENS), MIGRATION].filter(
      (way) => name !== 'AWS secret' || way !== 'in a path',
    ),
    deliveries: (place, secrets) =>
      place === MIGRATION
        ? [[`1/u add_${token(secrets)} (3ms)`, ...DIRTY]]
        : [[`error: ${PLACES_OF_TOKENS[place]!(token(secrets))}`]],
  }),
);

/** Every text that secrets are planted in. */
export const FORMS: readonly Form[] = [
  ...errors(FILES_THAT_ARE_NO_SQL),
  ...errors(STATEMENTS),
  ...errors(SERVER_WORDS),
  ...errors(CONNECTIONS),
  ...errors(FURTHER_ERRORS),
  ...errors(FURTHER_CONNECTIONS),
  ...commandLines,
  ...tokens,
];
