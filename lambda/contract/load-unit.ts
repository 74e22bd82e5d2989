/** What a value of a metric of load is. Latencies are in seconds, as CloudWatch has them. */
export const LOAD_UNITS = [
  'percent',
  'sessions',
  'connections',
  'seconds',
  'milliseconds',
  'bytes',
  'none',
] as const;
export type LoadUnit = (typeof LOAD_UNITS)[number];
