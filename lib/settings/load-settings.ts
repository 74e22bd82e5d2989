import { readFileSync } from 'node:fs';
import { formatProblem, type Problem } from './problem.ts';
import { readSettings } from './read-settings.ts';
import type { Settings } from './settings.ts';

/** A settings file cannot be used; the message lists every problem, one on each line. */
export class SettingsError extends Error {
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[], options?: ErrorOptions) {
    const lines = problems.map((problem) => `  ${formatProblem(problem)}`);
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`${file} has ${count}:\n${lines.join('\n')}`, options);
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/**
 * Reads the settings of a file, for callers that cannot continue without them.
 *
 * @throws {@link SettingsError} with all problems at once; also when the file cannot be read.
 */
export function loadSettings(file: string): {
  readonly settings: Settings;
  readonly warnings: readonly Problem[];
} {
  const { settings, problems, warnings } = readSettings(textOf(file), file);
  if (settings === undefined) throw new SettingsError(file, problems);
  return { settings, warnings };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const message = `the file cannot be read: ${(error as Error).message}`;
    throw new SettingsError(file, [{ file, line: 1, column: 1, path: '', message }], { cause: error });
  }
}
