import { logGroupOf } from './conditions.ts';
import { usualEnvironment } from './names.ts';
import type { SettingsInput } from './schema/settings.ts';
import type { LogGroupSettings, RuleSettings, Settings, SourceSettings } from './settings.ts';

type SourceInput = SettingsInput['sources'][number];
type RuleInput = NonNullable<SourceInput['rules']>[number];

export function resolveSources(input: SettingsInput): readonly SourceSettings[] {
  const usual = usualEnvironment(input);
  return input.sources.map((source) => ({
    logGroup: keyOf(source),
    ecs: source.ecs ? { ...source.ecs, container: source.ecs.container ?? null } : null,
    codebuild: source.codebuild ?? null,
    dedicated: source.dedicated ?? false,
    rules: rulesOf(source).map((rule) => completeRule(rule, source, usual)),
  }));
}

function rulesOf({ rules, database }: SourceInput): readonly RuleInput[] {
  return rules ?? [{ database: database! }];
}

function completeRule(rule: RuleInput, source: SourceInput, usual: string | undefined): RuleSettings {
  return {
    container: rule.container ?? source.ecs?.container ?? null,
    streamPrefix: rule.streamPrefix ?? null,
    command: rule.command ?? null,
    nth: rule.nth ?? null,
    environment: rule.environment ?? source.environment ?? usual!,
    database: rule.database,
  };
}

export function targetsOf(sources: readonly SourceSettings[]): Settings['targets'] {
  const targets = sources.flatMap(({ rules }) =>
    rules.map(({ environment, database }) => ({ environment, database })),
  );
  // Neither name can contain a slash.
  return [...new Map(targets.map((target) => [`${target.environment}/${target.database}`, target])).values()];
}

/** Each log group once. One source may create it, and any source may ask for a subscription or a pre-filter. */
export function logGroupsOf({ sources }: SettingsInput): readonly LogGroupSettings[] {
  return [...new Set(sources.map(keyOf))].map((key) => {
    const readers = sources.filter((source) => keyOf(source) === key);
    const maker = readers.find(({ create }) => create === true);
    const name = logGroupOf(readers[0]!);
    return {
      key,
      reference:
        name === undefined
          ? { kind: 'export', exportName: readers[0]!.logGroupExport! }
          : { kind: 'name', name },
      account: readers[0]!.account ?? null,
      create: maker ? { retentionDays: maker.retentionDays ?? 90 } : null,
      subscribe: readers.every(({ subscribe }) => subscribe !== false),
      preFilter: readers.every(({ preFilter }) => preFilter === true),
    };
  });
}

function keyOf(source: SourceInput): string {
  const name = logGroupOf(source);
  if (name === undefined) return `export ${source.logGroupExport}`;
  return source.account === undefined ? `name ${name}` : `name ${source.account}:${name}`;
}
