import * as z from 'zod/mini';
import { DEADLINES, type DeadlineRules, type Deadlines, SEALED_AFTER_DAYS } from './contract/defaults.ts';
import { ENGINES } from './contract/engine.ts';
import { ENV } from './contract/env.ts';
import { own } from './contract/own.ts';
import { RETENTION_DAYS, type Retention } from './contract/table.ts';
import type { Source, SourceFields } from './domain/model/target.ts';
import type { ErrorPattern } from './domain/runs/error-pattern.ts';

/** What a handler is configured with. */
export interface Config extends Required<DeadlineRules> {
  readonly tableName: string;
  readonly eventsTopicArn: string;
  readonly sources: readonly Source[];
  readonly retention: Retention;
}

/** The environment does not hold a usable configuration; the message lists every problem. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`wrong configuration:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const word = z.string().check(z.minLength(1));
const optional = z.optional;

const sourcesShape = z.array(
  z.strictObject({
    target: z.strictObject({ environment: word, database: word }),
    logGroup: optional(word),
    streamPrefix: optional(word),
    cluster: optional(word),
    family: optional(word),
    project: optional(word),
    container: optional(word),
    command: optional(word),
    nth: optional(z.int().check(z.gte(1))),
    dedicated: optional(z.boolean()),
    filtered: optional(z.boolean()),
    engine: optional(z.enum(ENGINES)),
    multiStatement: optional(z.boolean()),
    noTxWrap: optional(z.boolean()),
    transactionalTables: optional(z.boolean()),
  }),
);

const wholeMs = z.int().check(z.gte(1));
const deadlinesShape = z.partial(
  z.strictObject({
    silentWarningMs: wholeMs,
    silentCriticalMs: wholeMs,
    longRunningWarningMs: wholeMs,
    longRunningCriticalMs: wholeMs,
    settledVerboseMs: wholeMs,
    settledPlainMs: wholeMs,
    reconcileAfterMs: z.tuple([wholeMs, wholeMs]),
    linesMissingMs: wholeMs,
    endUnknownMs: wholeMs,
    endNotToldMs: wholeMs,
    outboxResendMs: wholeMs,
  }),
);

const days = z.int().check(z.gte(SEALED_AFTER_DAYS + 1));
const retentionShape = z.partial(z.strictObject({ fact: days, run: days, incident: days }));

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The handlers' configuration from environment variables; see {@link ENV} for their names and defaults.
 *
 * @throws {@link ConfigError} with all problems at once.
 */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];
  const required = (name: string): string => {
    const value = own(env, name);
    if (!value) problems.push(`${name} is not set`);
    return value ?? '';
  };
  const json = <T>(name: string, shape: z.ZodMiniType<T>, absent: T): T =>
    readJson(env, name, shape, absent, problems);
  const { fact, run, incident } = RETENTION_DAYS;
  const config = {
    tableName: required(ENV.tableName),
    eventsTopicArn: required(ENV.eventsTopicArn),
    sources: json(ENV.sources, sourcesShape, []) as readonly SourceFields[] as readonly Source[],
    retention: { fact, run, incident, ...(json(ENV.retention, retentionShape, {}) as Partial<Retention>) },
    deadlines: { ...DEADLINES, ...(json(ENV.deadlines, deadlinesShape, {}) as Partial<Deadlines>) },
    deadlinesByEnvironment: json(ENV.deadlinesByEnvironment, z.record(word, deadlinesShape), {}) as Readonly<
      Record<string, Partial<Deadlines>>
    >,
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/**
 * The user's error patterns, which `ingest` alone looks for; none when the variable is left out.
 *
 * @throws {@link ConfigError} with all problems at once.
 */
export function readErrorPatterns(env: Environment): readonly ErrorPattern[] {
  const problems: string[] = [];
  const shape = z.array(z.strictObject({ name: word, regex: word }));
  const patterns = readJson(env, ENV.errorPatterns, shape, [], problems).flatMap(({ name, regex }) => {
    try {
      return [{ name, regex: new RegExp(regex, 'u') }];
    } catch {
      problems.push(`${ENV.errorPatterns}.${name}: expected a regular expression`);
      return [];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return patterns;
}

function readJson<T>(
  env: Environment,
  name: string,
  shape: z.ZodMiniType<T>,
  absent: T,
  problems: string[],
): T {
  const text = own(env, name);
  if (!text) return absent;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    problems.push(`${name} is not JSON: ${(error as Error).message}`);
    return absent;
  }
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  for (const issue of read.error.issues)
    problems.push(`${[name, ...issue.path].join('.')}: ${wordsFor(issue)}`);
  return absent;
}

/** zod/mini carries no texts of its own; what it expected is in the issue. */
function wordsFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}`;
    case 'invalid_value':
      return `expected one of ${issue.values.join(', ')}`;
    case 'unrecognized_keys':
      return `unknown ${issue.keys.join(', ')}`;
    case 'too_small':
      return `expected at least ${issue.minimum}`;
    default:
      return issue.code;
  }
}
