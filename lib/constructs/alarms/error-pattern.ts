import { ALL_DATABASES } from '../../../lambda/contract/alarm-reference.ts';
import type { Severity } from '../../../lambda/contract/severity.ts';
import { patternFault } from '../../settings/pattern-fault.ts';

/** A user's pattern for lines that people are notified of. */
export interface ErrorPattern {
  /** For `new RegExp(regex, 'u')`, searched in the first 2,000 characters of each line. At most 200 characters. */
  readonly regex: string;
  /**
   * @default the environment's
   */
  readonly severity?: Severity;
}

const MAX_REGEX = 200;

/** Problems of `patterns`: names and expressions are checked as in the settings file. */
export function patternProblems(patterns: Readonly<Record<string, ErrorPattern>>): string[] {
  const reserved =
    ALL_DATABASES in patterns ? [`errorPatterns.${ALL_DATABASES} has a name that alarms use`] : [];
  const faults = Object.entries(patterns).flatMap(([name, { regex }]) => {
    const fault = regex.length > MAX_REGEX ? `expected at most ${MAX_REGEX} characters` : patternFault(regex);
    return fault === undefined ? [] : [`errorPatterns.${name}.regex is '${regex}'; ${fault}`];
  });
  return [...reserved, ...faults];
}
