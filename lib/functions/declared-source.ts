import { own } from '../../lambda/contract/own.ts';
import type { DatabaseDeclaration } from './database-declaration.ts';
import { loadOf } from './load-sources.ts';

/** A source without constructs: the common form of settings files and construct props. */
export interface SourceDeclaration {
  /** Account of its log group, tasks and builds, 12 digits; the monitor's own if left out. */
  readonly account?: string | undefined;
  /** May be a token that only the deploy resolves. The names of cluster and project may be tokens too. */
  readonly logGroup: string;
  /** ECS cluster and family of the tasks that write there. */
  readonly cluster?: string | undefined;
  readonly family?: string | undefined;
  /** CodeBuild project whose builds write there. */
  readonly project?: string | undefined;
  /** Whether a filter pattern leaves out some of its log events. */
  readonly isFiltered: boolean;
  readonly rules: readonly {
    readonly environment: string;
    readonly database: string;
    readonly container?: string | undefined;
    readonly streamPrefix?: string | undefined;
    readonly command?: string | undefined;
    readonly nth?: number | undefined;
  }[];
  /** The container of its tasks that runs golang-migrate, for rules without a container. */
  readonly container?: string | undefined;
  readonly dedicated?: boolean | undefined;
}

/** A rule with everything that is known of its source, as `lambda/config/writer.ts` reads it. */
export interface DeclaredSource extends Omit<DatabaseDeclaration, 'clusters' | 'instances' | 'metrics'> {
  readonly target: { readonly environment: string; readonly database: string };
  readonly account?: string | undefined;
  readonly logGroup: string;
  readonly cluster?: string | undefined;
  readonly project?: string | undefined;
  readonly streamPrefix?: string | undefined;
  readonly dedicated?: boolean | undefined;
  readonly measured?: boolean | undefined;
}

/** The sources as the functions read them: one entry for each rule, without fields that are not given or false. */
export function declaredSources(
  sources: readonly SourceDeclaration[],
  databases: Readonly<Record<string, DatabaseDeclaration>>,
): readonly DeclaredSource[] {
  const placeOf = ({ account, logGroup }: SourceDeclaration) => JSON.stringify([account, logGroup]);
  const whole = new Set(sources.filter(({ isFiltered }) => !isFiltered).map(placeOf));
  return sources.flatMap((source) => {
    const { account, logGroup, cluster, family, project, rules, container: usual, dedicated } = source;
    return rules.map(({ environment, database, container = usual, streamPrefix, command, nth }) => ({
      target: { environment, database },
      account,
      logGroup,
      cluster,
      family,
      project,
      container,
      streamPrefix,
      command,
      nth,
      dedicated,
      filtered: whole.has(placeOf(source)) ? undefined : true,
      engine: own(databases, database)?.engine,
      multiStatement: own(databases, database)?.multiStatement,
      noTxWrap: own(databases, database)?.noTxWrap,
      transactionalTables: own(databases, database)?.transactionalTables,
      measured: loadOf({ environment, database }, databases) === undefined ? undefined : true,
    }));
  });
}
