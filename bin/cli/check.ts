import { formatProblem, type Problem } from '../../lib/settings/problem.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { counted } from './counted.ts';
import { readSettingsFile } from './settings-file.ts';

export interface CheckOptions {
  readonly json?: boolean;
}

/**
 * `migrate-watch check`: checks a settings file as a deploy does, without AWS; returns the exit code: 1 if it has
 * problems, 2 if it cannot be read.
 */
export function check(file: string, { json = false }: CheckOptions): number {
  const text = readSettingsFile(file);
  if (text === undefined) return 2;
  const { settings, problems, warnings } = readSettings(text, file);
  if (json)
    process.stdout.write(`${JSON.stringify({ valid: settings !== undefined, problems, warnings })}\n`);
  else
    process.stdout.write(
      `${[...findings(problems, warnings), verdict(file, settings, problems)].join('\n')}\n`,
    );
  return settings === undefined ? 1 : 0;
}

function findings(problems: readonly Problem[], warnings: readonly Problem[]): readonly string[] {
  return [...problems.map(formatProblem), ...warnings.map((one) => `${formatProblem(one)} (a warning)`)];
}

function verdict(file: string, settings: Settings | undefined, problems: readonly Problem[]): string {
  if (settings === undefined) return `${file} has ${counted(problems.length, 'problem')}.`;
  const { environments, databases, sources, channels } = settings;
  const contents = [
    counted(environments.length, 'environment'),
    counted(databases.length, 'database'),
    counted(sources.length, 'source'),
    counted(channels.length, 'channel'),
  ];
  return `${file} can be deployed: ${contents.join(', ')}.`;
}
