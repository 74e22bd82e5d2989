import { nextTime, type Schedule } from '../model/schedule.ts';

/** Planned times in which slow and missing runs are nothing to tell people of; CloudWatch's mute rules read the same. */
export interface MaintenanceSchedule extends Schedule {
  /** What people call it. */
  readonly name: string;
  readonly durationMs: number;
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

/**
 * The window that `now` lies in; `null` when there is none.
 *
 * Where windows of one schedule overlap it is the one that ends first.
 */
export function windowAt(schedule: MaintenanceSchedule, now: number): MaintenanceWindow | null {
  const { name, durationMs } = schedule;
  const from = nextTime(schedule, now - durationMs);
  return from === undefined || from > now ? null : { from, until: from + durationMs, reason: name };
}
