import { ENV } from '../../lambda/contract/env.ts';
import { own } from '../../lambda/contract/own.ts';
import type { DeclaredSource } from './declared-source.ts';

/** Most characters that sources may take of a function's 4 KB of variables. */
const MAX_INLINE = 2_000;
const FILE = 'sources.json';

/** A function's variables, and the texts of the files beside its code by name. */
export interface SourceVariables {
  readonly variables: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

/** Writes text that may contain values that only the deploy knows. */
export interface Writing {
  readonly json: (value: unknown) => string;
  /** Length of `text` in characters after the deploy. */
  readonly length: (text: string) => number;
  /** Whether `text` contains values that only the deploy knows. */
  readonly isLate: (text: string) => boolean;
}

/** For text without values that only a deploy knows. */
export const PLAIN_WRITING: Writing = {
  json: (value) => JSON.stringify(value),
  length: (text) => JSON.stringify(text).length,
  isLate: () => false,
};

/** Fields of a source that only the deploy may know, with the prefix of their variables. */
const LATE = { logGroup: 'LOG_GROUP', cluster: 'CLUSTER', project: 'PROJECT' } as const;
const LATE_FIELDS = Object.keys(LATE) as (keyof typeof LATE)[];

/**
 * The sources as one variable. Many sources become a file; log groups, clusters and projects whose names only the
 * deploy knows are then variables that the file refers to.
 *
 * @throws when there are many, and another field has a value that only the deploy knows.
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
      `the rules are too many for a function's variables, and a file cannot hold values that only the ` +
        'deploy knows; give environments, databases, containers, prefixes and commands as plain text',
    );
  return {
    variables: {
      [ENV.sources]: `@${FILE}`,
      ...late,
    },
    files: { [FILE]: text },
  };
}

/**
 * Replaces names that only the deploy knows by `$` and a variable, and adds the variable to `late` if it is missing.
 */
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
