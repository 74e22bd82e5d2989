import { DEADLINES, type Deadlines } from '../../lambda/contract/defaults.ts';

/** Deadlines that an environment may set differently. */
export type Thresholds = Pick<
  Deadlines,
  'silentWarningMs' | 'silentCriticalMs' | 'longRunningWarningMs' | 'longRunningCriticalMs'
>;

const KEYS: readonly (keyof Thresholds)[] = [
  'silentWarningMs',
  'silentCriticalMs',
  'longRunningWarningMs',
  'longRunningCriticalMs',
];

/** The deadlines of environments that differ from `deadlines`, for the functions, so that pages and alarms agree. */
export function deadlinesByEnvironment(
  environments: readonly { readonly name: string; readonly thresholds: Thresholds }[],
  deadlines: Partial<Deadlines>,
): Readonly<Record<string, Partial<Deadlines>>> {
  const usual = { ...DEADLINES, ...deadlines };
  const differing = environments.flatMap(({ name, thresholds }) => {
    const keys = KEYS.filter((key) => thresholds[key] !== usual[key]);
    return keys.length === 0
      ? []
      : [[name, Object.fromEntries(keys.map((key) => [key, thresholds[key]]))] as const];
  });
  return Object.fromEntries(differing);
}
