import { DEADLINES, type Deadlines } from '../../lambda/contract/defaults.ts';
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
      deadlines: deadlinesOf(said.thresholds, deadlinesOf(input.thresholds)),
      alarms: {
        perDatabase: said.alarms?.perDatabase ?? false,
        anomalyDetection: said.alarms?.anomalyDetection ?? true,
      },
    };
  });
}

/** The deadlines of `thresholds`; `otherwise` supplies those that it leaves out. */
export function deadlinesOf(thresholds: Thresholds = {}, otherwise: Deadlines = DEADLINES): Deadlines {
  const { silent, longRunning, settled, endUnknown, endNotTold } = thresholds;
  const ms = (text: string | undefined, usual: number) => (text === undefined ? usual : durationMs(text)!);
  return {
    ...otherwise,
    silentWarningMs: ms(silent?.warning, otherwise.silentWarningMs),
    silentCriticalMs: ms(silent?.critical, otherwise.silentCriticalMs),
    longRunningWarningMs: ms(longRunning?.warning, otherwise.longRunningWarningMs),
    longRunningCriticalMs: ms(longRunning?.critical, otherwise.longRunningCriticalMs),
    settledVerboseMs: ms(settled?.verbose, otherwise.settledVerboseMs),
    settledPlainMs: ms(settled?.plain, otherwise.settledPlainMs),
    endUnknownMs: ms(endUnknown, otherwise.endUnknownMs),
    endNotToldMs: ms(endNotTold, otherwise.endNotToldMs),
  };
}
