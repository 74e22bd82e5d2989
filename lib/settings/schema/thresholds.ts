import type * as z from 'zod/mini';
import { DEADLINES } from '../../../lambda/contract/defaults.ts';
import { formatDuration } from '../duration.ts';
import { duration, type Field, fields, optional } from './field.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const upToADay = () => duration(MINUTE_MS, DAY_MS, '1m–24h');
const deadline = (field: Field<z.ZodMiniString>, defaultMs: number, description: string) =>
  optional(field, { description, default: formatDuration(defaultMs) });

const warningAndCritical = (what: string, warningMs: number, criticalMs: number) =>
  fields({
    warning: deadline(upToADay(), warningMs, `${what} for this long: an alarm with severity warning.`),
    critical: deadline(
      upToADay(),
      criticalMs,
      `${what} for this long: an alarm with the severity of its environment. Must be longer than \`warning\`.`,
    ),
  });
const silent = () =>
  warningAndCritical('A running run prints nothing', DEADLINES.silentWarningMs, DEADLINES.silentCriticalMs);
const longRunning = () =>
  warningAndCritical('A run lasts', DEADLINES.longRunningWarningMs, DEADLINES.longRunningCriticalMs);

/** Time limits of runs in every environment. */
export const thresholdsField = fields({
  silent: optional(silent(), {
    description:
      'A running run that prints nothing. Until a limit is written, what is expected of a migration replaces the default.',
  }),
  longRunning: optional(longRunning(), {
    description:
      'A run that takes long. Until a limit is written, what is expected of a migration replaces the default.',
  }),
  settled: optional(
    fields({
      verbose: deadline(
        duration(10 * SECOND_MS, HOUR_MS, '10s–1h'),
        DEADLINES.settledVerboseMs,
        'With `-verbose` output.',
      ),
      plain: deadline(
        upToADay(),
        DEADLINES.settledPlainMs,
        'With plain output, which does not say what is queued.',
      ),
    }),
    {
      description:
        'A run inside a service is over when all its migrations have finished and it has printed nothing for this long.',
    },
  ),
  endUnknown: deadline(
    duration(10 * MINUTE_MS, 7 * DAY_MS, '10m–168h'),
    DEADLINES.endUnknownMs,
    'A run without an end that has printed nothing for this long gets the outcome `unknown`.',
  ),
  endNotTold: deadline(
    duration(HOUR_MS, 14 * DAY_MS, '1h–336h'),
    DEADLINES.endNotToldMs,
    'The same limit for ECS tasks, whose end ECS reports. At least `endUnknown`.',
  ),
});

/** Time limits that differ in one environment. */
export const environmentThresholdsField = fields({
  silent: optional(silent(), {
    description: "Values that are left out come from the file's `thresholds.silent`.",
  }),
  longRunning: optional(longRunning(), {
    description: "Values that are left out come from the file's `thresholds.longRunning`.",
  }),
});
