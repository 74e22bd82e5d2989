import { Cron } from 'croner';

/** `cron(minute hour day month weekday)` or `at(yyyy-mm-ddThh:mm)`, in an IANA time zone. */
export interface Schedule {
  readonly schedule: string;
  /** IANA. */
  readonly timeZone: string;
}

/** Throws when `schedule` or its time zone cannot be read. */
export function checkSchedule(schedule: Schedule): void {
  nextTime(schedule, 0);
}

/**
 * The first moment of `schedule` after `after`; `undefined` when there is none. Both are epoch ms.
 *
 * A time that the change to summer time skips is moved to right after the change.
 */
export function nextTime(schedule: Schedule, after: number): number | undefined {
  return cronOf(schedule).nextRun(new Date(after))?.getTime();
}

/** Created without a callback, `Cron` sets no timer and only calculates. */
function cronOf({ schedule, timeZone: timezone }: Schedule): Cron {
  const [, fields, time] = /^(?:cron\((.+)\)|at\((.+)\))$/.exec(schedule) ?? [];
  if (fields !== undefined) return new Cron(fields, { timezone, mode: '5-part' });
  if (time !== undefined) return new Cron(time, { timezone });
  throw new Error(`schedule is '${schedule}'; expected cron(…) or at(…)`);
}
