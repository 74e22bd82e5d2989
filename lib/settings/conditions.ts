import { entriesOf } from './check.ts';
import type { PartialSettings } from './partial-settings.ts';
import type { Path } from './problem.ts';
import type { SettingsInput } from './schema/settings.ts';

type SourceInput = SettingsInput['sources'][number];

/** What a run must show to be one rule's: every field that is given. */
export interface RuleCondition {
  readonly path: Path;
  /** Name of a log group, or the export that holds it. */
  readonly place: string | undefined;
  /** Cluster and family of its tasks, as one text; `undefined` when it declares none. */
  readonly tasks: string | undefined;
  readonly container: string | undefined;
  readonly streamPrefix: string | undefined;
  readonly command: string | undefined;
  readonly nth: number | undefined;
}

/** Name of the log group that a source reads; `undefined` when only an export knows it. */
export function logGroupOf({
  logGroup,
  logGroupExport,
  codebuild,
}: PartialSettings<SourceInput>): string | undefined {
  if (logGroup !== undefined || logGroupExport !== undefined) return logGroup;
  // CodeBuild's own choice, unless the project says otherwise.
  return codebuild === undefined ? undefined : `/aws/codebuild/${codebuild}`;
}

/** The source's conditions in the order in which they are tried. */
export function conditionsOf(source: PartialSettings<SourceInput>, index: number): readonly RuleCondition[] {
  const group = logGroupOf(source);
  const whole: RuleCondition = {
    path: ['sources', index],
    place: group ?? (source.logGroupExport === undefined ? undefined : `export ${source.logGroupExport}`),
    tasks: source.ecs && `${source.ecs.cluster}/${source.ecs.family}`,
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

/** Does every run that fits `b` fit `a`? */
export function takesAllOf(a: RuleCondition, b: RuleCondition): boolean {
  return (
    a.place !== undefined &&
    a.place === b.place &&
    // Only state events tell tasks apart, and none come of tasks that no source declares.
    (a.tasks === undefined || b.tasks === undefined || a.tasks === b.tasks) &&
    (a.container === undefined || a.container === b.container) &&
    (a.streamPrefix === undefined || b.streamPrefix?.startsWith(a.streamPrefix) === true) &&
    (a.command === undefined || b.command?.includes(a.command) === true) &&
    (a.nth === undefined || a.nth === b.nth)
  );
}
