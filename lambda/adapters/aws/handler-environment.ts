import { readFileSync } from 'node:fs';
import { ENV } from '../../contract/env.ts';
import { own } from '../../contract/own.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of a function, with the declared sources in it wherever they are: variables hold 4 KB in all, so more
 * than a few dozen rules lie in a file beside the handler, which {@link ENV.sources} then names and `textOf` reads.
 *
 * @throws when that file is not there.
 */
export function handlerEnvironment(
  env: Environment = process.env,
  textOf: (file: string) => string = textBesideHandler,
): Environment {
  const sources = env[ENV.sources];
  if (!sources?.startsWith('@')) return env;
  // Names that only the deploy knows cannot stand in a file that is made before it.
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
 * A log group, cluster or project whose name a variable holds. Nothing else is replaced: these names have no dollar sign, but a
 * rule's `command` may well be `$SOMETHING`, as a person wrote it.
 */
const LATE_NAME = /"(logGroup|cluster|project)":"\$((?:LOG_GROUP|CLUSTER|PROJECT)_\d+)"/g;
