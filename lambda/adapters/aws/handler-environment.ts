import { readFileSync } from 'node:fs';
import { ENV } from '../../contract/env.ts';
import { own } from '../../contract/own.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of a function, including its declared sources. All variables together may have 4 KB only. So more than a few dozen
 * rules are in a file beside the handler: {@link ENV.sources} names the file, and `textOf` reads it.
 *
 * @throws when that file does not exist
 */
export function handlerEnvironment(
  env: Environment = process.env,
  textOf: (file: string) => string = textBesideHandler,
): Environment {
  const sources = env[ENV.sources];
  if (!sources?.startsWith('@')) return env;
  // The file is written before the deploy, so it has placeholders for names that only the deploy knows.
  const whole = textOf(sources.slice(1)).replace(
    LATE_NAME,
    (_found, field: string, name: string) => `"${field}":${JSON.stringify(own(env, name) ?? '')}`,
  );
  return { ...env, [ENV.sources]: whole };
}

function textBesideHandler(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}

/**
 * A log group, cluster or project whose name is in a variable. Only these fields are replaced, because their real names have no
 * dollar sign. A rule's `command` is not replaced: it may be `$SOMETHING` because a person wrote that.
 */
const LATE_NAME = /"(logGroup|cluster|project)":"\$((?:LOG_GROUP|CLUSTER|PROJECT)_\d+)"/g;
