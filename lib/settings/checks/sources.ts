import { type Check, entriesOf, type Report } from '../check.ts';
import { conditionsOf, logGroupOf, type RuleCondition, takesAllOf } from '../conditions.ts';
import { isOwnLogGroup } from '../own-log-groups.ts';
import type { PartialSettings } from '../partial-settings.ts';
import { formatPath, quote } from '../problem.ts';
import type { SettingsInput } from '../schema/settings.ts';

type Source = PartialSettings<SettingsInput['sources'][number]>;

/** Checks that each source says what to read and which database its runs are of, and that no rule hides another. */
export const checkSources: Check = (settings, report) => {
  const conditions: RuleCondition[] = [];
  const created = new Map<string, number>();
  if (settings.sources?.length === 0) {
    report.problem(['sources'], 'is an empty list; expected at least one source');
  }
  for (const [index, source] of entriesOf(settings.sources)) {
    place(index, source, report);
    elsewhere(index, source, report);
    owner(index, source, report);
    const group = logGroupOf(source);
    if (group !== undefined && isOwnLogGroup(group)) {
      report.problem(
        ['sources', index, 'logGroup'],
        `is ${quote(group)}, a log group of the monitor itself; expected one that golang-migrate's output is written to`,
      );
    }
    if (group !== undefined && source.account === undefined && source.create === true) {
      const first = created.get(group);
      if (first !== undefined)
        report.problem(
          ['sources', index, 'create'],
          `creates ${quote(group)} again, which ${formatPath(['sources', first])} creates; expected create: true once for each log group`,
        );
      created.set(group, first ?? index);
    }
    conditions.push(...conditionsOf(source, index));
  }
  hidden(conditions, report);
};

function place(index: number, source: Source, { problem }: Report): void {
  const at = (key: string) => ['sources', index, key];
  const { logGroupExport, codebuild, create, retentionDays } = source;
  if (isReadable(source) && !('logGroup' in source || 'logGroupExport' in source || 'codebuild' in source)) {
    problem(['sources', index], 'does not say what to read; expected logGroup, logGroupExport or codebuild');
  }
  if ('logGroup' in source && 'logGroupExport' in source) {
    problem(at('logGroupExport'), 'is used together with logGroup; expected one of the two', 'key');
  }
  if (create === true && logGroupExport !== undefined) {
    problem(
      at('create'),
      'is true for an exported log group, which exists already; expected create only with logGroup or codebuild',
    );
  }
  if (retentionDays !== undefined && create !== true && (create === false || !('create' in source))) {
    problem(
      at('retentionDays'),
      `is ${retentionDays} for a log group that the monitor does not create; expected retentionDays only with create: true`,
    );
  }
  if (source.ecs !== undefined && codebuild !== undefined) {
    problem(at('codebuild'), 'is used together with ecs; expected one of the two', 'key');
  }
}

/** What a monitor cannot do in another account. */
function elsewhere(index: number, source: Source, { problem, warning }: Report): void {
  const { account, create, subscribe, preFilter } = source;
  if (account === undefined) return;
  const at = (key: string) => ['sources', index, key];
  const otherwise = `leave out account if ${account} is the monitor's own`;
  if ('logGroupExport' in source)
    problem(
      at('account'),
      "is used together with logGroupExport, which is an export of the monitor's own account; expected logGroup with the name",
      'key',
    );
  if (create === true)
    problem(
      at('create'),
      `is true for a log group of account ${account}, where the monitor creates nothing; expected a log group that exists; ${otherwise}`,
    );
  if (subscribe === true)
    problem(
      at('subscribe'),
      `is true for a log group of account ${account}, where the monitor creates nothing; expected that its log events are passed on, as docs/relay.md says; ${otherwise}`,
    );
  if (preFilter === true)
    warning(
      at('preFilter'),
      `leaves out the lines around a failure, and a log group of account ${account} cannot be read again; pages will lack them`,
    );
}

function owner(index: number, source: Source, { problem, warning }: Report): void {
  if (isReadable(source) && !('database' in source || 'rules' in source)) {
    problem(['sources', index], 'does not say which database its runs are of; expected database or rules');
  }
  if ('database' in source && 'rules' in source) {
    problem(
      ['sources', index, 'database'],
      'is used together with rules; expected one of the two (a last rule with only database takes the other runs)',
      'key',
    );
  }
  if (source.rules?.length === 0) {
    problem(['sources', index, 'rules'], 'is an empty list; expected at least one rule');
  }
  for (const [nth, rule] of entriesOf(source.rules)) {
    const container = source.ecs?.container;
    if (container !== undefined && rule.container !== undefined && rule.container !== container) {
      problem(
        ['sources', index, 'rules', nth, 'container'],
        `is ${quote(rule.container)}, but the source reads only ${quote(container)}; expected ecs without container`,
      );
    }
  }
  if (source.dedicated === true && source.codebuild !== undefined) {
    warning(
      ['sources', index, 'dedicated'],
      'has no effect on a build: its end is the end of its last run in any case',
    );
  }
}

/** A source with an unknown key is not checked here: that key may be a misspelling of the missing one. */
function isReadable(source: Source): boolean {
  return Object.values(source).every((value) => value !== undefined);
}

function hidden(conditions: readonly RuleCondition[], { warning }: Report): void {
  for (const [index, condition] of conditions.entries()) {
    const first = conditions.slice(0, index).find((before) => takesAllOf(before, condition));
    if (first)
      warning(
        condition.path,
        `is never reached, because ${formatPath(first.path)} matches all its runs; put the narrower rule first`,
      );
  }
}
