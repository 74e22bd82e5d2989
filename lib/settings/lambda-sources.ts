import type { LogGroupSettings, Settings } from './settings.ts';

/** One declared source as the handlers read it from `SOURCES`. */
export interface LambdaSource {
  readonly target: { readonly environment: string; readonly database: string };
  readonly logGroup: string;
  readonly streamPrefix?: string;
  readonly container?: string;
  readonly command?: string;
  readonly nth?: number;
  readonly dedicated?: boolean;
  readonly engine?: 'postgres' | 'mysql' | 'other';
  readonly multiStatement?: boolean;
}

/**
 * Every rule of every source in the order in which they are tried, in the form of the handlers' `SOURCES`.
 *
 * `nameOf` says what a log group is called: of an exported one only the stack knows, by a token.
 */
export function lambdaSources(
  { sources, databases, logGroups }: Settings,
  nameOf: (logGroup: LogGroupSettings) => string,
): readonly LambdaSource[] {
  const names = new Map(logGroups.map((logGroup) => [logGroup.key, nameOf(logGroup)]));
  return sources.flatMap(({ logGroup, dedicated, rules }) =>
    rules.map(({ environment, database, container, streamPrefix, command, nth }) => {
      const { engine, multiStatement } = databases.find(({ name }) => name === database)!;
      return {
        target: { environment, database },
        logGroup: names.get(logGroup)!,
        ...(streamPrefix !== null && { streamPrefix }),
        ...(container !== null && { container }),
        ...(command !== null && { command }),
        ...(nth !== null && { nth }),
        ...(dedicated && { dedicated }),
        ...(engine !== null && { engine }),
        ...(multiStatement !== null && { multiStatement }),
      };
    }),
  );
}
