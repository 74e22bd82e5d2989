import { Cron } from 'croner';

/** Planned times in which slow and missing runs are nothing to tell people of; CloudWatch's mute rules read the same. */
export interface MaintenanceSchedule {
  /** What people call it. */
  readonly name: string;
  /** When it begins: `cron(minute hour day month weekday)` or `at(yyyy-mm-ddThh:mm)`. */
  readonly schedule: string;
  readonly durationMs: number;
  /** IANA. */
  readonly timeZone: string;
  /** Left out: all. */
  readonly environments?: readonly string[];
  /** Left out: all. */
  readonly databases?: readonly string[];
}

/** One occurrence of a {@link MaintenanceSchedule}. */
export interface MaintenanceWindow {
  /** First moment in it, epoch ms. */
  readonly from: number;
  /** First moment after it, epoch ms. */
  readonly until: number;
  /** Name of its schedule. */
  readonly reason: string;
}

/** Throws when `schedule` or its time zone cannot be read. */
export function checkSchedule({ schedule, timeZone }: MaintenanceSchedule): void {
  cronOf(schedule, timeZone).nextRun(new Date(0));
}

/**
 * The window that `now` lies in; `null` when there is none.
 *
 * Where windows of one schedule overlap it is the one that ends first. A time that the clock leaps over in spring
 * begins its window right after the leap.
 */
export function windowAt(
  { name, schedule, durationMs, timeZone }: MaintenanceSchedule,
  now: number,
): MaintenanceWindow | null {
  const from = cronOf(schedule, timeZone)
    .nextRun(new Date(now - durationMs))
    ?.getTime();
  return from === undefined || from > now ? null : { from, until: from + durationMs, reason: name };
}

/** Without a function to call it sets no timer: it only calculates. */
function cronOf(schedule: string, timezone: string): Cron {
  const [, fields, time] = /^(?:cron\((.+)\)|at\((.+)\))$/.exec(schedule) ?? [];
  if (fields !== undefined) return new Cron(fields, { timezone, mode: '5-part' });
  if (time !== undefined) return new Cron(time, { timezone });
  throw new Error(`schedule is '${schedule}'; expected cron(…) or at(…)`);
}
