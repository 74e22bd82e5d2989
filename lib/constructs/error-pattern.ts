import { ALL_DATABASES } from '../../lambda/contract/alarm-reference.ts';
import type { Severity } from '../../lambda/contract/severity.ts';
import { patternFault } from '../settings/pattern-fault.ts';

/** Lines of the user's own that people are told of. */
export interface ErrorPattern {
  /** For `new RegExp(regex, 'u')`, searched in the first 2,000 characters of each line. At most 200 characters. */
  readonly regex: string;
  /**
   * @default the environment's
   */
  readonly severity?: Severity;
}

const MAX_REGEX = 200;

/** What is wrong with `patterns`: names and expressions are checked as the settings file's are. */
export function patternProblems(patterns: Readonly<Record<string, ErrorPattern>>): string[] {
  const reserved =
    ALL_DATABASES in patterns ? [`errorPatterns.${ALL_DATABASES} has a name that alarms use`] : [];
  const faults = Object.entries(patterns).flatMap(([name, { regex }]) => {
    const fault = regex.length > MAX_REGEX ? `expected at most ${MAX_REGEX} characters` : patternFault(regex);
    return fault === undefined ? [] : [`errorPatterns.${name}.regex is '${regex}'; ${fault}`];
  });
  return [...reserved, ...faults];
}
