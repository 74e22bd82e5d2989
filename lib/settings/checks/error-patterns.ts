import { backtrackingFault } from '../backtracking.ts';
import { type Check, fieldsOf } from '../check.ts';
import { quote } from '../problem.ts';

/** Error patterns are regular expressions, and no line can make one slow. */
export const checkErrorPatterns: Check = (settings, report) => {
  for (const [name, { regex }] of fieldsOf(settings.errorPatterns)) {
    if (regex === undefined) continue;
    const path = ['errorPatterns', name, 'regex'];
    let reason: string | undefined;
    try {
      new RegExp(regex, 'u');
      reason = backtrackingFault(regex);
    } catch (error) {
      reason = `expected a JavaScript regular expression (${(error as Error).message.replace(/^.*\/u: /, '')})`;
    }
    if (reason !== undefined) report.problem(path, `is ${quote(regex)}; ${reason}`);
  }
};
