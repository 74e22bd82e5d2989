/** Fields of `cron(…)`: lowest and highest value, and the names of the values, beginning with the lowest. */
const FIELDS = [
  { name: 'minute', from: 0, to: 59, names: [] },
  { name: 'hour', from: 0, to: 23, names: [] },
  { name: 'day of month', from: 1, to: 31, names: [] },
  {
    name: 'month',
    from: 1,
    to: 12,
    names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  { name: 'day of week', from: 0, to: 6, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] },
] as const;

/**
 * What is wrong with `cron(minute hour day month weekday)` or `at(yyyy-mm-ddThh:mm)`; `undefined` when it is valid.
 *
 * Five fields, as in CloudWatch's mute rules, with the characters that every cron supports: `*` `,` `-` `/`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html
 */
export function scheduleFault(expression: string): string | undefined {
  const at = /^at\((.*)\)$/.exec(expression);
  if (at) return isLocalTime(at[1]!) ? undefined : 'expected a date and time such as at(2027-01-31T02:00)';
  const cron = /^cron\((.*)\)$/.exec(expression);
  if (!cron) return 'expected cron(minute hour day month weekday) or at(yyyy-mm-ddThh:mm)';
  const fields = cron[1]!.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) {
    const also = fields.length === 6 ? " (six fields with a year are EventBridge's)" : '';
    return `expected 5 fields, minute hour day month weekday, not ${fields.length}${also}`;
  }
  const wrong = FIELDS.find((field, index) => !isField(fields[index]!, field));
  if (wrong === undefined) return undefined;
  const names = wrong.names.length === 0 ? '' : ` or ${wrong.names[0]}–${wrong.names.at(-1)}`;
  return `expected ${wrong.name === 'hour' ? 'an' : 'a'} ${wrong.name} of ${wrong.from}–${wrong.to}${names}, with * , - and /`;
}

function isField(text: string, { from, to, names }: (typeof FIELDS)[number]): boolean {
  const numberOf = (word: string): number => {
    const named = (names as readonly string[]).indexOf(word.toUpperCase());
    if (named >= 0) return named + from;
    return /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
  };
  return text.split(',').every((part) => {
    const [, range, step] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
    if (range === undefined || Number(step ?? 1) < 1) return false;
    if (range === '*') return true;
    const ends = range.split('-').map(numberOf);
    return ends.length <= 2 && ends.every((end) => end >= from && end <= to) && ends[0]! <= ends.at(-1)!;
  });
}

function isLocalTime(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return false;
  const time = new Date(`${text}:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

/** Whether it is an IANA time zone that this machine's Node knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
