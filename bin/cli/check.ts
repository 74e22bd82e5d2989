import { counted } from '../../lambda/domain/model/counted.ts';
import { readDocument } from '../../lib/settings/document.ts';
import { formatProblem, type Problem } from '../../lib/settings/problem.ts';
import { readSettings, readSettingsDocument } from '../../lib/settings/read-settings.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { droppedNames } from './renames/dropped-names.ts';
import { readSettingsFile } from './settings-file.ts';

export interface CheckOptions {
  readonly json?: boolean;
  /** A settings file that is deployed: names that it has and the checked file lacks are warnings. */
  readonly before?: string;
}

/**
 * `migrate-watch check`: checks a settings file as a deploy does, without AWS; returns the exit code: 1 if it has
 * problems, 2 if it cannot be read, or if the file to compare it with cannot be used.
 */
export function check(file: string, { json = false, before: beforeFile }: CheckOptions): number {
  const text = readSettingsFile(file);
  const beforeText = beforeFile === undefined ? '' : readSettingsFile(beforeFile);
  if (text === undefined || beforeText === undefined) return 2;
  const document = readDocument(text, file);
  const { settings, problems, warnings: own } = readSettingsDocument(document);
  let warnings = own;
  if (settings !== undefined && beforeFile !== undefined) {
    const before = readSettings(beforeText, beforeFile);
    if (before.settings === undefined) {
      const lines = [...before.problems.map(formatProblem), `${file} was not compared with ${beforeFile}.`];
      process.stderr.write(`${lines.join('\n')}\n`);
      return 2;
    }
    warnings = [...own, ...droppedNames({ before: before.settings, beforeFile, after: settings, document })];
  }
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
