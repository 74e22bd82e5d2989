import { readFileSync } from 'node:fs';
import { ENV, PAGE_ENV, REVIEW_ENV } from '../../contract/env.ts';
import { own } from '../../contract/own.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables whose value may be `@` and the name of a file beside the handler, which then holds their JSON. */
const IN_FILES = [
  ENV.sources,
  ENV.names,
  ENV.deadlinesByEnvironment,
  ENV.errorPatterns,
  ENV.load,
  PAGE_ENV.severities,
  PAGE_ENV.maintenance,
  REVIEW_ENV.receivers,
] as const;

/**
 * The environment of a function, including what is declared in files beside it. All variables together may have 4 KB only. So long
 * lists, such as more than a few dozen rules, are in files: the variable names the file, and `textOf` reads it.
 *
 * @throws when a file does not exist
 */
export function handlerEnvironment(
  env: Environment = process.env,
  textOf: (file: string) => string = textBesideHandler,
): Environment {
  const inFiles = IN_FILES.filter((name) => env[name]?.startsWith('@'));
  if (inFiles.length === 0) return env;
  const read = inFiles.map((name) => {
    const text = textOf(env[name]!.slice(1));
    return [name, name === ENV.sources ? withLateNames(text, env) : text] as const;
  });
  return { ...env, ...Object.fromEntries(read) };
}

/** The file is written before the deploy, so it has placeholders for names that only the deploy knows. */
function withLateNames(text: string, env: Environment): string {
  return text.replace(
    LATE_NAME,
    (_found, field: string, name: string) => `"${field}":${JSON.stringify(own(env, name) ?? '')}`,
  );
}

function textBesideHandler(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}

/**
 * A log group, cluster or project whose name is in a variable. Only these fields are replaced, because their real names have no
 * dollar sign. A rule's `command` is not replaced: it may be `$SOMETHING` because a person wrote that.
 */
const LATE_NAME = /"(logGroup|cluster|project)":"\$((?:LOG_GROUP|CLUSTER|PROJECT)_\d+)"/g;
