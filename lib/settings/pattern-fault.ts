import { backtrackingFault } from './backtracking.ts';

/**
 * Why `regex` is refused as an error pattern; `undefined` when it is a regular expression that no line can make slow.
 */
export function patternFault(regex: string): string | undefined {
  try {
    new RegExp(regex, 'u');
  } catch (error) {
    return `expected a JavaScript regular expression (${(error as Error).message.replace(/^.*\/u: /, '')})`;
  }
  return backtrackingFault(regex);
}
