import { ENV } from '../../lambda/contract/env.ts';
import type { DeclaredSource } from './declared-source.ts';

/** Most characters that sources may take of a function's 4 KB of variables. */
const MAX_INLINE = 2_000;
const FILE = 'sources.json';

/** What a function is told: its variables, and text of files beside its code, by name. */
export interface Told {
  readonly variables: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

/** How text comes about that may hold what only the deploy knows. */
export interface Writing {
  readonly json: (value: unknown) => string;
  /** Characters that `text` takes where it is deployed. */
  readonly length: (text: string) => number;
  /** Does `text` hold what only the deploy knows? */
  readonly isLate: (text: string) => boolean;
}

/** Nothing is left to a deploy. */
export const PLAIN_WRITING: Writing = {
  json: (value) => JSON.stringify(value),
  length: (text) => JSON.stringify(text).length,
  isLate: () => false,
};

/**
 * The sources as one variable; when they are many, as a file, whose log groups are variables where only the deploy knows
 * their names.
 *
 * @throws when they are many, and anything else in them is known to the deploy only.
 */
export function toldSources(sources: readonly DeclaredSource[], { json, length, isLate }: Writing): Told {
  const inline = json(sources);
  if (length(inline) <= MAX_INLINE) return { variables: { [ENV.sources]: inline }, files: {} };
  const late = [...new Set(sources.map(({ logGroup }) => logGroup))].filter(isLate);
  const variableOf = (logGroup: string) => `LOG_GROUP_${late.indexOf(logGroup)}`;
  const text = JSON.stringify(
    sources.map((source) =>
      late.includes(source.logGroup) ? { ...source, logGroup: `$${variableOf(source.logGroup)}` } : source,
    ),
  );
  if (isLate(text))
    throw new Error(
      `${sources.length} rules are too many for a function's variables, and a file cannot hold what only the deploy ` +
        'knows; give environments, databases, containers, prefixes and commands as plain text',
    );
  return {
    variables: {
      [ENV.sources]: `@${FILE}`,
      ...Object.fromEntries(late.map((logGroup) => [variableOf(logGroup), logGroup])),
    },
    files: { [FILE]: text },
  };
}
