import { RESERVED_ENVIRONMENTS } from '../../../lambda/contract/names.ts';
import { type Check, entriesOf, fieldsOf, type Report } from '../check.ts';
import { didYouMean } from '../closest.ts';
import { databaseNames, databasesOf, environmentNames, environmentsOf, usualEnvironment } from '../names.ts';
import { oneOf, type Path, quote } from '../problem.ts';

/** Checks that names are declared, and that no two things share a name. */
export const checkNames: Check = (settings, report) => {
  const environments = environmentNames(settings);
  const databases = databaseNames(settings);
  const usual = usualEnvironment(settings);

  for (const mapping of ['environments', 'databases', 'channels', 'errorPatterns'] as const) {
    apartByMoreThanCase(Object.keys(settings[mapping] ?? {}), report, (name) => [mapping, name], 'key');
  }
  for (const list of ['maintenance', 'expectedRuns'] as const) {
    const names = entriesOf(settings[list]).flatMap(([index, { name }]) =>
      name === undefined ? [] : [{ index, name }],
    );
    apartByMoreThanCase(
      names.map(({ name }) => name),
      report,
      (_, at) => [list, names[at]!.index, 'name'],
    );
  }
  for (const [name] of fieldsOf(settings.environments)) {
    reserved(['environments', name], name, 'key');
  }

  function reserved(path: Path, name: string, at?: 'key'): boolean {
    if (!RESERVED_ENVIRONMENTS.includes(name)) return false;
    report.problem(path, `is ${quote(name)}, a name that the monitor itself uses; expected another name`, at);
    return true;
  }
  function environment(path: Path, name: string | undefined, isNeeded: boolean): void {
    const allowed = `expected ${oneOf(environments)}`;
    if (name === undefined) {
      if (isNeeded && usual === undefined)
        report.problem(path, `is missing, but there are several environments; ${allowed}`);
    } else if (!reserved(path, name)) known(path, name, environments, 'environments');
  }
  function known(
    path: Path,
    name: string | undefined,
    names: readonly string[],
    mapping: 'environments' | 'databases',
    at?: 'key',
  ): void {
    if (name === undefined || names.includes(name)) return;
    const source = settings[mapping] === undefined ? 'sources name' : `${quote(mapping)} declares`;
    const verb = at === 'key' ? 'is for' : 'is';
    const allowed =
      names.length === 0
        ? `expected a name that ${source}; there is none yet`
        : `expected ${oneOf(names)}, which ${source}${didYouMean(name, names)}`;
    report.problem(path, `${verb} ${quote(name)}; ${allowed}`, at);
  }

  for (const [index, source] of entriesOf(settings.sources)) {
    const rules = entriesOf(source.rules);
    const isNeeded = rules.length === 0 || rules.some(([, rule]) => !('environment' in rule));
    environment(
      ['sources', index, 'environment'],
      source.environment,
      isNeeded && !('environment' in source),
    );
    known(['sources', index, 'database'], source.database, databases, 'databases');
    for (const [nth, rule] of rules) {
      environment(['sources', index, 'rules', nth, 'environment'], rule.environment, false);
      known(['sources', index, 'rules', nth, 'database'], rule.database, databases, 'databases');
    }
  }
  for (const [index, run] of entriesOf(settings.expectedRuns)) {
    environment(['expectedRuns', index, 'environment'], run.environment, !('environment' in run));
    known(['expectedRuns', index, 'database'], run.database, databases, 'databases');
  }
  for (const [index, window] of entriesOf(settings.maintenance)) {
    for (const [nth, name] of entriesOf(window.environments)) {
      environment(['maintenance', index, 'environments', nth], name, false);
    }
    for (const [nth, name] of entriesOf(window.databases)) {
      known(['maintenance', index, 'databases', nth], name, databases, 'databases');
    }
  }
  for (const mapping of ['environments', 'databases'] as const) {
    const used = mapping === 'environments' ? environmentsOf(settings) : databasesOf(settings);
    for (const name of Object.keys(settings[mapping] ?? {})) {
      if (!used.includes(name))
        report.warning([mapping, name], 'is not used by any source: no run can be recorded under it', 'key');
    }
  }
  for (const [name, database] of fieldsOf(settings.databases)) {
    for (const [nth, metric] of entriesOf(database.metrics))
      known(
        ['databases', name, 'metrics', nth, 'environment'],
        metric.environment,
        environments,
        'environments',
      );
    for (const kind of ['cluster', 'instance'] as const) {
      const ids = database[kind];
      if (typeof ids !== 'object') continue;
      for (const key of Object.keys(ids))
        known(['databases', name, kind, key], key, environments, 'environments', 'key');
    }
    if (database.cluster !== undefined && database.instance !== undefined) {
      report.problem(
        ['databases', name, 'instance'],
        'is used together with cluster; expected one of the two',
      );
    }
  }
};

/** Names that differ only in case would give alarm names that people cannot tell apart. */
function apartByMoreThanCase(
  names: readonly string[],
  report: Report,
  pathOf: (name: string, index: number) => Path,
  at?: 'key',
): void {
  const seen = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const first = seen.get(name.toLowerCase());
    if (first === undefined) seen.set(name.toLowerCase(), name);
    else
      report.problem(
        pathOf(name, index),
        `differs from ${quote(first)} only in upper and lower case; expected a different name`,
        at,
      );
  }
}
