import { own } from '../../../lambda/contract/own.ts';
import { type Check, fieldsOf } from '../check.ts';
import { environmentNames, environmentsOf, targetsOf } from '../names.ts';
import type { Path } from '../problem.ts';
import { quote } from '../problem.ts';

/** What alarms or a dashboard are named after. */
interface Subject {
  readonly what: string;
  /** Its part of the names. */
  readonly name: string;
  readonly environment: string;
}

/**
 * Checks that no two alarms or dashboards would get the same name. Their names join those of environment, database and
 * error pattern by `-`, so `prod` with database `eu` meets environment `prod-eu`.
 */
export const checkSameNames: Check = (settings, { problem }) => {
  const environments = [...new Set([...environmentNames(settings), ...environmentsOf(settings)])];
  const patterns = fieldsOf(settings.errorPatterns).map(([name]) => name);
  const whole = environments.map((name) => ({ what: `environment ${quote(name)}`, name, environment: name }));
  const single = targetsOf(settings)
    .filter(({ environment }) => own(settings.environments, environment)?.alarms?.perDatabase === true)
    .map(({ environment, database }) => ({
      what: `database ${quote(database)} of ${quote(environment)}`,
      name: `${environment}-${database}`,
      environment,
    }));
  const ofPatterns = environments.flatMap((environment) =>
    patterns.map((pattern) => ({
      what: `error pattern ${quote(pattern)} of ${quote(environment)}`,
      name: `${environment}-${pattern}`,
      environment,
    })),
  );
  // A dashboard's name takes letters, digits, - and _.
  const dashboards = [
    { what: "the overview's dashboard", name: 'overview', environment: '' },
    ...whole.map((each) => ({ ...each, name: each.name.replace(/[^A-Za-z0-9_-]/g, '-') })),
  ];
  const told = new Set<string>();
  for (const subjects of [[...whole, ...single], ofPatterns, dashboards]) {
    for (const [first, second] of pairs(subjects)) {
      const both = `${first.what} ${second.what}`;
      if (told.has(both)) continue;
      told.add(both);
      problem(
        pathOf(second),
        `makes two names meet: ${first.what} and ${second.what} both get ${quote(second.name)} in names of alarms or dashboards; expected another name for one of them`,
        'key',
      );
    }
  }

  function pathOf({ environment }: Subject): Path {
    return own(settings.environments, environment) === undefined
      ? ['sources']
      : ['environments', environment];
  }
};

/** Those that are named as an earlier one, after it. */
function pairs(subjects: readonly Subject[]): readonly (readonly [Subject, Subject])[] {
  const seen = new Map<string, Subject>();
  return subjects.flatMap((subject) => {
    const first = seen.get(subject.name);
    if (first === undefined) seen.set(subject.name, subject);
    return first === undefined ? [] : [[first, subject] as const];
  });
}
