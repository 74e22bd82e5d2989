import { RETENTION_DAYS } from '../../../lambda/contract/table.ts';
import { type Check, entriesOf, fieldsOf, type Report } from '../check.ts';
import { durationMs } from '../duration.ts';
import type { Path } from '../problem.ts';
import { quote } from '../problem.ts';
import { isTimeZone, scheduleFault } from '../schedule.ts';
import { THRESHOLD_DEFAULTS } from '../thresholds.ts';

const MINUTE_MS = 60_000;

/** Checks that schedules can be read, and that each warning comes before its critical threshold. */
export const checkTimes: Check = (settings, report) => {
  for (const list of ['maintenance', 'expectedRuns'] as const) {
    for (const [index, { schedule, timeZone }] of entriesOf(settings[list])) {
      const fault = schedule === undefined ? undefined : scheduleFault(schedule);
      if (fault !== undefined) report.problem([list, index, 'schedule'], `is ${quote(schedule!)}; ${fault}`);
      else if (list === 'maintenance' && hasDayAndWeekday(schedule))
        report.warning(
          [list, index, 'schedule'],
          `is ${quote(schedule!)}, with a day and a weekday: the monitor takes both days that fit, and AWS does not say what its mute rules do; expected * for one of them`,
        );
      if (timeZone !== undefined && !isTimeZone(timeZone)) {
        report.problem(
          [list, index, 'timeZone'],
          `is ${quote(timeZone)}; expected an IANA time zone such as Europe/Berlin`,
        );
      }
    }
  }
  for (const kind of ['silent', 'longRunning'] as const) {
    const general = settings.thresholds?.[kind];
    const defaults = THRESHOLD_DEFAULTS[kind];
    const said = {
      warning: general?.warning ?? defaults.warning,
      critical: general?.critical ?? defaults.critical,
    };
    if (general !== undefined) inOrder(['thresholds', kind], general, said, report);
    for (const [name, environment] of fieldsOf(settings.environments)) {
      const own = environment.thresholds?.[kind];
      if (own === undefined) continue;
      const both = { warning: own.warning ?? said.warning, critical: own.critical ?? said.critical };
      inOrder(['environments', name, 'thresholds', kind], own, both, report);
    }
  }
  const every = settings.canary?.every;
  if (every !== undefined && durationMs(every)! % MINUTE_MS !== 0) {
    report.problem(['canary', 'every'], `is ${quote(every)}; expected whole minutes`);
  }
  const { endUnknown, endNotTold } = settings.thresholds ?? {};
  const unknown = endUnknown ?? THRESHOLD_DEFAULTS.endUnknown;
  const notTold = endNotTold ?? THRESHOLD_DEFAULTS.endNotTold;
  if (durationMs(notTold)! < durationMs(unknown)!) {
    const key = endNotTold === undefined ? 'endUnknown' : 'endNotTold';
    const allowed =
      endNotTold === undefined ? `at most endNotTold, ${notTold}` : `at least endUnknown, ${unknown}`;
    report.problem(
      ['thresholds', key],
      `is ${quote(key === 'endUnknown' ? unknown : notTold)}; expected ${allowed}`,
    );
  }
  const {
    factDays = RETENTION_DAYS.fact,
    runDays = RETENTION_DAYS.run,
    incidentDays = RETENTION_DAYS.incident,
  } = settings.retention ?? {};
  for (const [key, days] of Object.entries({ runDays, incidentDays })) {
    if (days < factDays) {
      const at = settings.retention?.[key as 'runDays'] === undefined ? 'factDays' : key;
      report.problem(
        ['retention', at],
        `makes ${key} ${days} and factDays ${factDays}; expected ${key} of at least factDays`,
      );
    }
  }
};

/** Does the cron expression limit both the day of the month and the day of the week? */
function hasDayAndWeekday(schedule: string | undefined): boolean {
  const [, , day, , weekday] =
    /^cron\((.*)\)$/
      .exec(schedule ?? '')?.[1]
      ?.trim()
      .split(/\s+/) ?? [];
  return [day, weekday].every((field) => field !== undefined && field !== '*');
}

interface Both<T> {
  readonly warning: T;
  readonly critical: T;
}

function inOrder(
  path: Path,
  own: Partial<Both<string | undefined>>,
  both: Both<string>,
  { problem }: Report,
): void {
  if (durationMs(both.warning)! < durationMs(both.critical)!) return;
  const key = own.warning === undefined ? 'critical' : 'warning';
  const allowed =
    key === 'warning' ? `less than critical, ${both.critical}` : `more than warning, ${both.warning}`;
  problem([...path, key], `is ${quote(both[key])}; expected ${allowed}`);
}
