import type * as z from 'zod/mini';
import { ENV } from '../contract/env.ts';
import { type MonitorPlace, parseMonitorPlace } from '../contract/monitor.ts';
import { own } from '../contract/own.ts';
import { issueWords } from '../domain/model/issue-words.ts';
import { ReasonedError } from '../domain/model/reasoned-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment does not hold a usable configuration; the message lists every problem. */
export class ConfigError extends ReasonedError<'wrong-configuration'> {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(of: string, problems: readonly string[]) {
    super(
      'wrong-configuration',
      `wrong configuration of ${of}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** Reads variables. What is wrong with one is kept as a problem, and a stand-in is returned. A variable that is empty is not set. */
export interface EnvReader {
  /** A problem when it is not set. */
  required(name: string): string;
  /** `undefined` when it is not set. */
  optional(name: string): string | undefined;
  /** JSON that fits the schema that `schemaOf` makes; `absent` when it is not set. Most are not set, and to make a schema takes part of a cold start. */
  json<T>(name: string, schemaOf: () => z.ZodMiniType<T>, absent: T): T;
  /** The monitor's place, of {@link ENV.monitor}. A problem when it is not set. */
  monitor(): MonitorPlace;
  /** What reading alone cannot see. */
  problem(words: string): void;
}

/**
 * What `read` makes of the environment; `of` is whose configuration it is.
 *
 * @throws {@link ConfigError} with all problems at once.
 */
export function readEnv<T>(of: string, env: Environment, read: (reader: EnvReader) => T): T {
  const problems: string[] = [];
  const problem = (words: string) => void problems.push(words);
  const optional = (name: string) => own(env, name) || undefined;
  const required = (name: string) => {
    const text = optional(name);
    if (text === undefined) problem(`${name} is not set`);
    return text ?? '';
  };
  const config = read({
    problem,
    optional,
    required,
    monitor: () => {
      const text = required(ENV.monitor);
      const place = parseMonitorPlace(text);
      if (place === undefined && text !== '')
        problem(`${ENV.monitor} is '${text}'; expected <account>/<Region>/<name>`);
      return place ?? { account: '', region: '', name: '' };
    },
    json: (name, schemaOf, absent) => {
      const text = optional(name);
      if (text === undefined) return absent;
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch (error) {
        problem(`${name} is not JSON: ${(error as Error).message}`);
        return absent;
      }
      const fitted = schemaOf().safeParse(value);
      if (fitted.success) return fitted.data;
      for (const issue of fitted.error.issues) problem(issueWords(name, issue));
      return absent;
    },
  });
  if (problems.length > 0) throw new ConfigError(of, problems);
  return config;
}
