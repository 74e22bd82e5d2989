import { type Stack, Token } from 'aws-cdk-lib';
import { ENV } from '../../lambda/contract/env.ts';
import type { DeclaredSource } from './watched-source.ts';

/** Most characters that sources may take of a function's 4 KB of variables. */
const MAX_INLINE = 2_000;
const FILE = 'sources.json';

/** How a function is told of the declared sources: by its variables, and by files beside its code. */
export interface ToldSources {
  readonly variables: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The sources as one variable; when they are many, as a file, whose log groups are variables where only the deploy knows
 * their names.
 *
 * @throws when they are many, and anything else in them is known to the deploy only.
 */
export function sourcesForFunctions(stack: Stack, sources: readonly DeclaredSource[]): ToldSources {
  const inline = stack.toJsonString(sources);
  if (JSON.stringify(stack.resolve(inline)).length <= MAX_INLINE)
    return { variables: { [ENV.sources]: inline }, files: {} };
  const late = [...new Set(sources.map(({ logGroup }) => logGroup))].filter((name) =>
    Token.isUnresolved(name),
  );
  const variableOf = (logGroup: string) => `LOG_GROUP_${late.indexOf(logGroup)}`;
  const text = JSON.stringify(
    sources.map((source) =>
      late.includes(source.logGroup) ? { ...source, logGroup: `$${variableOf(source.logGroup)}` } : source,
    ),
  );
  if (Token.isUnresolved(text))
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
