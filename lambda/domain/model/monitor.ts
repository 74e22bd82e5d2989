import { formatMonitorPlace, type MonitorPlace, parseMonitorPlace } from '../../contract/monitor.ts';
import { checksum } from './checksum.ts';

/**
 * The identity of a monitor. It is part of everything that leaves the monitor: of the keys and texts of pages and changes. Metrics
 * carry its name.
 */
export interface Monitor extends MonitorPlace {
  /**
   * Six hex digits that stand for its table. Incidents are numbered in the table, from 1, so a new table must not lead to keys that
   * an earlier table has used.
   */
  readonly table: string;
}

const TABLE_DIGITS = 6;

/** The identity of the monitor at `place` whose table is called `tableName`. CloudFormation gives each new table a new name. */
export function monitorOf(place: MonitorPlace, tableName: string): Monitor {
  return { ...place, table: checksum(tableName).slice(0, TABLE_DIGITS) };
}

/** `<account>/<Region>/<name>.<table>`. */
export function monitorText(monitor: Monitor): string {
  return `${formatMonitorPlace(monitor)}.${monitor.table}`;
}

/** The parts of what {@link monitorText} wrote; `undefined` for any other text. */
export function parseMonitor(text: string): Monitor | undefined {
  const [, before = '', table] = /^(.*)\.([0-9a-f]{6})$/.exec(text) ?? [];
  const place = parseMonitorPlace(before);
  return place && table ? { ...place, table } : undefined;
}

/** For people: `migrate-watch in account 111122223333, eu-central-1`. */
export function monitorWords({ account, region, name }: MonitorPlace): string {
  return `${name} in account ${account}, ${region}`;
}
