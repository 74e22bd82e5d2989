import type { AlarmRule, AlarmState } from './definition.ts';

const TOKEN =
  /\s*(?:(AND|OR|NOT|TRUE|FALSE|INSUFFICIENT_DATA|ALARM|OK)\b|([()])|"([^"]*)"|([A-Za-z0-9_.:/${}-]+))/y;

/**
 * A composite alarm's `AlarmRule` as a tree. NOT binds before AND, AND before OR.
 *
 * Does not read `AT_LEAST`, which no alarm here uses. The error for an invalid rule quotes its text from the invalid part on.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function parseAlarmRule(text: string): AlarmRule {
  const words = tokens(text);
  let next = 0;
  const fail = (wanted: string): never => {
    throw new Error(`alarm rule: expected ${wanted} before '${words.slice(next).join(' ')}' in: ${text}`);
  };
  const take = (word: string) => {
    if (words[next] !== word) fail(word);
    next++;
  };
  const chain = (kind: 'and' | 'or', word: string, operand: () => AlarmRule): AlarmRule => {
    const of = [operand()];
    while (words[next] === word) {
      next++;
      of.push(operand());
    }
    return of.length === 1 ? of[0]! : { kind, of };
  };
  const either = (): AlarmRule => chain('or', 'OR', () => chain('and', 'AND', operand));
  const operand = (): AlarmRule => {
    const word = words[next];
    if (word === 'NOT') {
      next++;
      return { kind: 'not', of: operand() };
    }
    if (word === '(') {
      next++;
      const inner = either();
      take(')');
      return inner;
    }
    if (word === 'TRUE' || word === 'FALSE') {
      next++;
      return { kind: 'constant', value: word === 'TRUE' };
    }
    if (word !== 'ALARM' && word !== 'OK' && word !== 'INSUFFICIENT_DATA') return fail('an alarm’s state');
    next++;
    take('(');
    const alarm = words[next++];
    if (alarm === undefined) return fail('an alarm');
    take(')');
    return { kind: 'state', state: word, alarm };
  };
  const rule = either();
  if (next < words.length) fail('the end');
  return rule;
}

function tokens(text: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`alarm rule: cannot read '${text.slice(at)}'`);
    found.push((match[1] ?? match[2] ?? match[3] ?? match[4])!);
  }
  return found;
}

/** Is the rule true? A composite alarm is then in ALARM, else in OK. `stateOf` returns the state of an alarm by its name. */
export function ruleHolds(rule: AlarmRule, stateOf: (alarm: string) => AlarmState): boolean {
  switch (rule.kind) {
    case 'and':
      return rule.of.every((each) => ruleHolds(each, stateOf));
    case 'or':
      return rule.of.some((each) => ruleHolds(each, stateOf));
    case 'not':
      return !ruleHolds(rule.of, stateOf);
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    default:
      return rule satisfies never;
  }
}

/** Names of all alarms in the rule, each once, in the order of their first use. */
export function alarmsIn(rule: AlarmRule): readonly string[] {
  switch (rule.kind) {
    case 'and':
    case 'or':
      return [...new Set(rule.of.flatMap(alarmsIn))];
    case 'not':
      return alarmsIn(rule.of);
    case 'state':
      return [rule.alarm];
    case 'constant':
      return [];
    default:
      return rule satisfies never;
  }
}
