import { ENV } from '../../lambda/contract/env.ts';
import { own } from '../../lambda/contract/own.ts';
import type { DeclaredSource } from './declared-source.ts';

/** Most characters that sources may take of a function's 4 KB of variables. */
const MAX_INLINE = 2_000;
const FILE = 'sources.json';

/** What a function is told: its variables, and text of files beside its code, by name. */
export interface SourceVariables {
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

/** What only the deploy may know of a source, and how its variables' names begin. */
const LATE = { logGroup: 'LOG_GROUP', cluster: 'CLUSTER', project: 'PROJECT' } as const;
const LATE_FIELDS = Object.keys(LATE) as (keyof typeof LATE)[];

/**
 * The sources as one variable; when they are many, as a file, whose log groups, clusters and projects are variables where only
 * the deploy knows their names.
 *
 * @throws when they are many, and anything else in them is known to the deploy only.
 */
export function sourceVariables(
  sources: readonly DeclaredSource[],
  { json, length, isLate }: Writing,
): SourceVariables {
  const inline = json(sources);
  if (length(inline) <= MAX_INLINE) return { variables: { [ENV.sources]: inline }, files: {} };
  const late: Record<string, string> = {};
  const text = JSON.stringify(sources.map((source) => ({ ...source, ...lateNames(source, late, isLate) })));
  if (isLate(text))
    throw new Error(
      `${sources.length} rules are too many for a function's variables, and a file cannot hold what only the deploy ` +
        'knows; give environments, databases, containers, prefixes and commands as plain text',
    );
  return {
    variables: {
      [ENV.sources]: `@${FILE}`,
      ...late,
    },
    files: { [FILE]: text },
  };
}

/** The names that only the deploy knows as `$` and a variable, which is added to `late` unless it is there. */
function lateNames(
  source: DeclaredSource,
  late: Record<string, string>,
  isLate: Writing['isLate'],
): Partial<DeclaredSource> {
  const names: { -readonly [Field in keyof typeof LATE]?: string } = {};
  for (const field of LATE_FIELDS) {
    const name = source[field];
    if (name === undefined || !isLate(name)) continue;
    const known = Object.keys(late).filter((variable) => variable.startsWith(`${LATE[field]}_`));
    const variable = known.find((each) => own(late, each) === name) ?? `${LATE[field]}_${known.length}`;
    late[variable] = name;
    names[field] = `$${variable}`;
  }
  return names;
}
