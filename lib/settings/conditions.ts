import { isOfFamily } from '../../lambda/contract/task-family.ts';
import { entriesOf } from './check.ts';
import type { PartialSettings } from './partial-settings.ts';
import type { Path } from './problem.ts';
import type { SettingsInput } from './schema/settings.ts';

type SourceInput = SettingsInput['sources'][number];

/** The conditions of one rule: a run must fit every field that is given. */
export interface RuleCondition {
  readonly path: Path;
  /** Name of a log group, after its account if that is given, or the export that holds it. */
  readonly place: string | undefined;
  /** Cluster and family of the declared tasks; `undefined` without `ecs`. */
  readonly tasks: { readonly cluster: string; readonly family: string } | undefined;
  readonly container: string | undefined;
  readonly streamPrefix: string | undefined;
  readonly command: string | undefined;
  readonly nth: number | undefined;
}

/** Name of the log group that a source reads; `undefined` when it comes from an export. */
export function logGroupOf({
  logGroup,
  logGroupExport,
  codebuild,
}: PartialSettings<SourceInput>): string | undefined {
  if (logGroup !== undefined || logGroupExport !== undefined) return logGroup;
  // CodeBuild's default, unless the project sets another.
  return codebuild === undefined ? undefined : `/aws/codebuild/${codebuild}`;
}

/** The source's conditions in the order in which they are tried. */
export function conditionsOf(source: PartialSettings<SourceInput>, index: number): readonly RuleCondition[] {
  const whole: RuleCondition = {
    path: ['sources', index],
    place: placeOf(source),
    tasks: tasksOf(source),
    container: source.ecs?.container,
    streamPrefix: undefined,
    command: undefined,
    nth: undefined,
  };
  if (source.rules === undefined) return [whole];
  return entriesOf(source.rules).map(([nth, rule]) => ({
    path: ['sources', index, 'rules', nth],
    place: whole.place,
    tasks: whole.tasks,
    container: rule.container ?? whole.container,
    streamPrefix: rule.streamPrefix,
    command: rule.command,
    nth: rule.nth,
  }));
}

function placeOf(source: PartialSettings<SourceInput>): string | undefined {
  const group = logGroupOf(source);
  if (group === undefined)
    return source.logGroupExport === undefined ? undefined : `export ${source.logGroupExport}`;
  return source.account === undefined ? group : `${source.account}:${group}`;
}

function tasksOf({ ecs }: PartialSettings<SourceInput>): RuleCondition['tasks'] {
  const { cluster, family } = ecs ?? {};
  return cluster === undefined || family === undefined ? undefined : { cluster, family };
}

/** A family with an asterisk takes the families that it covers; of two with an asterisk, only equal ones are compared. */
function takesTasks(a: NonNullable<RuleCondition['tasks']>, b: NonNullable<RuleCondition['tasks']>): boolean {
  if (a.cluster !== b.cluster) return false;
  return b.family.includes('*') ? a.family === b.family : isOfFamily(a.family, b.family);
}

/** Whether every run that fits `b` also fits `a`. */
export function takesAllOf(a: RuleCondition, b: RuleCondition): boolean {
  return (
    a.place !== undefined &&
    a.place === b.place &&
    // Only state events distinguish tasks, and there are none for tasks that no source declares.
    (a.tasks === undefined || b.tasks === undefined || takesTasks(a.tasks, b.tasks)) &&
    (a.container === undefined || a.container === b.container) &&
    (a.streamPrefix === undefined || b.streamPrefix?.startsWith(a.streamPrefix) === true) &&
    (a.command === undefined || b.command?.includes(a.command) === true) &&
    (a.nth === undefined || a.nth === b.nth)
  );
}
