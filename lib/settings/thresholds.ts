import { DEADLINES } from '../../lambda/contract/defaults.ts';
import { formatDuration } from './duration.ts';

/** The handlers' defaults as written in the file. */
export const THRESHOLD_DEFAULTS = {
  silent: {
    warning: formatDuration(DEADLINES.silentWarningMs),
    critical: formatDuration(DEADLINES.silentCriticalMs),
  },
  longRunning: {
    warning: formatDuration(DEADLINES.longRunningWarningMs),
    critical: formatDuration(DEADLINES.longRunningCriticalMs),
  },
  settled: {
    verbose: formatDuration(DEADLINES.settledVerboseMs),
    plain: formatDuration(DEADLINES.settledPlainMs),
  },
  endUnknown: formatDuration(DEADLINES.endUnknownMs),
  endNotTold: formatDuration(DEADLINES.endNotToldMs),
} as const;
