import { ALL_DATABASES } from '../../../lambda/contract/alarm-reference.ts';
import { type Check, entriesOf, fieldsOf } from '../check.ts';
import { patternFault } from '../pattern-fault.ts';
import { quote } from '../problem.ts';

/**
 * Checks that error patterns are regular expressions which no line can make slow. Warns about a pre-filter, which hides lines from
 * them.
 */
export const checkErrorPatterns: Check = (settings, report) => {
  const patterns = fieldsOf(settings.errorPatterns);
  for (const [name, { regex }] of patterns) {
    if (name === ALL_DATABASES)
      report.problem(
        ['errorPatterns', name],
        `is ${quote(name)}, a name that alarms use; expected another name`,
        'key',
      );
    if (regex === undefined) continue;
    const reason = patternFault(regex);
    if (reason !== undefined)
      report.problem(['errorPatterns', name, 'regex'], `is ${quote(regex)}; ${reason}`);
  }
  if (patterns.length === 0) return;
  for (const [index, { preFilter }] of entriesOf(settings.sources)) {
    if (preFilter === true)
      report.warning(
        ['sources', index, 'preFilter'],
        "lets only lines through that could be golang-migrate's: errorPatterns do not see the other lines of this log group",
      );
  }
};
