import { readFileSync } from 'node:fs';
import { ENV } from '../contract/env.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of a function, with the declared sources in it wherever they are: variables hold 4 KB in all, so more
 * than some dozens of rules lie in a file beside the handler. {@link ENV.sources} names it then.
 *
 * @throws when that file is not there.
 */
export function handlerEnvironment(
  env: Environment = process.env,
  folder = new URL('.', import.meta.url),
): Environment {
  const sources = env[ENV.sources];
  if (!sources?.startsWith('@')) return env;
  const text = readFileSync(new URL(sources.slice(1), folder), 'utf8');
  // Names that only the deploy knows cannot stand in a file that is made before it.
  const whole = text.replace(/"\$(\w+)"/g, (_found, name: string) => JSON.stringify(env[name] ?? ''));
  return { ...env, [ENV.sources]: whole };
}
