/** Names of the days; `cron(…)` counts them from 0, EventBridge Scheduler from 1. */
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * Translates `cron(minute hour day month weekday)` or `at(yyyy-mm-ddThh:mm)` for EventBridge Scheduler.
 *
 * EventBridge Scheduler adds a year, takes days of the month or days of the week but not both, and numbers weekdays differently. If
 * days of the month and days of the week are both given, either is enough, as in every cron. The result is then two expressions.
 *
 * @throws when it is neither.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function schedulerExpressions(schedule: string): readonly string[] {
  if (/^at\(.{16}\)$/.test(schedule)) return [schedule.replace(')', ':00)')];
  const [, ...fields] = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+)\)$/.exec(schedule.replace(/\s+/g, ' ')) ?? [];
  if (fields.length === 0) {
    throw new Error(
      `schedule is '${schedule}'; expected cron(minute hour day month weekday) or at(yyyy-mm-ddThh:mm)`,
    );
  }
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  const onDays = `cron(${minute} ${hour} ${day} ${month} ? *)`;
  if (weekday === '*') return [onDays];
  const onWeekdays = `cron(${minute} ${hour} ? ${month} ${weekdays(weekday)} *)`;
  return day === '*' ? [onWeekdays] : [onDays, onWeekdays];
}

/** Lists the days one by one by name, so it does not matter where counting or the week begins. */
function weekdays(field: string): string {
  const numberOf = (word: string) => (/^\d$/.test(word) ? Number(word) : DAYS.indexOf(word.toUpperCase()));
  const days = field.split(',').flatMap((part) => {
    const [range = '', step = '1'] = part.split('/');
    const [from, to = from] = range === '*' ? [0, 6] : range.split('-').map(numberOf);
    return DAYS.flatMap((_, day) =>
      day >= from! && day <= to! && (day - from!) % Number(step) === 0 ? day : [],
    );
  });
  return [...new Set(days)]
    .sort()
    .map((day) => DAYS[day])
    .join(',');
}
