import { nextTime, type Schedule } from '../model/schedule.ts';

/** Planned times in which people get no pages about slow and missing runs. CloudWatch's mute rules are made from the same schedules. */
export interface MaintenanceSchedule extends Schedule {
  /** What people call it. */
  readonly name: string;
  readonly durationMs: number;
  /** All if left out. */
  readonly environments?: readonly string[];
  /** All if left out. */
  readonly databases?: readonly string[];
}

/** A time in which no pages are sent: one occurrence of a {@link MaintenanceSchedule}, or a mute. */
export interface MaintenanceWindow {
  /** First moment in it, epoch ms. */
  readonly from: number;
  /** First moment after it, epoch ms. */
  readonly until: number;
  /** Name of its schedule, or why a person muted the environment. */
  readonly reason: string;
  /** The person who muted the environment. Left out for a planned time. */
  readonly mutedBy?: string;
}

/**
 * The window of this schedule that contains `now`; `null` when no window contains it.
 *
 * If several windows contain it, the one that ends first.
 */
export function windowAt(schedule: MaintenanceSchedule, now: number): MaintenanceWindow | null {
  const { name, durationMs } = schedule;
  const from = nextTime(schedule, now - durationMs);
  return from === undefined || from > now ? null : { from, until: from + durationMs, reason: name };
}
