import type { DeadlineTimes } from '../../lambda/contract/defaults.ts';
import { own } from '../../lambda/contract/own.ts';
import type { Severity } from '../../lambda/contract/severity.ts';
import { durationMs } from './duration.ts';
import { environmentNames, formerNamesOf } from './names.ts';
import type { SettingsInput } from './schema/settings.ts';
import type { EnvironmentSettings } from './settings.ts';

type Thresholds = NonNullable<SettingsInput['thresholds']>;

/** Default severity of an environment's failures. */
export function usualSeverity(environment: string): Severity {
  return environment === 'production' ? 'critical' : 'info';
}

export function resolveEnvironments(input: SettingsInput): readonly EnvironmentSettings[] {
  return environmentNames(input).map((name) => {
    const said = own(input.environments, name) ?? {};
    return {
      name,
      was: formerNamesOf(said.was),
      after: said.after ?? null,
      severity: said.severity ?? usualSeverity(name),
      deadlines: deadlinesOf(said.thresholds),
      alarms: {
        perDatabase: said.alarms?.perDatabase ?? false,
        anomalyDetection: said.alarms?.anomalyDetection ?? true,
      },
    };
  });
}

/** The deadlines that are written in `thresholds`. */
export function deadlinesOf(thresholds: Thresholds = {}): Partial<DeadlineTimes> {
  const { silent, longRunning, settled, endUnknown, endNotTold } = thresholds;
  const written: Readonly<Partial<Record<keyof DeadlineTimes, string | undefined>>> = {
    silentWarningMs: silent?.warning,
    silentCriticalMs: silent?.critical,
    longRunningWarningMs: longRunning?.warning,
    longRunningCriticalMs: longRunning?.critical,
    settledVerboseMs: settled?.verbose,
    settledPlainMs: settled?.plain,
    endUnknownMs: endUnknown,
    endNotToldMs: endNotTold,
  };
  return Object.fromEntries(
    Object.entries(written).flatMap(([key, text]) => (text === undefined ? [] : [[key, durationMs(text)!]])),
  );
}
