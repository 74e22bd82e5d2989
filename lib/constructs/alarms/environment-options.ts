import { Duration } from 'aws-cdk-lib';
import { DEADLINES, type DeadlineTimes } from '../../../lambda/contract/defaults.ts';
import { own as ownOf } from '../../../lambda/contract/own.ts';
import type { Severity } from '../../../lambda/contract/severity.ts';
import type { Thresholds } from '../../functions/deadlines-by-environment.ts';
import { usualSeverity } from '../../settings/resolve-environments.ts';
import type { WatchedSource } from '../sources/watched-source.ts';
import type { ErrorPattern } from './error-pattern.ts';

/** Time limits of an environment's runs; each at least a minute. */
export interface RunThresholds {
  readonly silentWarning: Duration;
  readonly silentCritical: Duration;
  readonly longRunningWarning: Duration;
  readonly longRunningCritical: Duration;
}

/** How an environment is watched. */
export interface EnvironmentOptions {
  /**
   * Severity of its failures.
   *
   * @default `critical` for `production`, `info` for any other
   */
  readonly severity?: Severity;
  /**
   * Former names. Their history and open incidents are carried over while they are given.
   *
   * @default none
   */
  readonly was?: readonly string[];
  /**
   * The environment in which the same migrations run before.
   *
   * @default no order of environments is assumed
   */
  readonly after?: string;
  /**
   * A running run may print nothing for this long before the warning.
   *
   * @default the monitor's `deadlines`, else Duration.minutes(5)
   */
  readonly silentWarning?: Duration;
  /**
   * @default the monitor's `deadlines`, else Duration.minutes(15)
   */
  readonly silentCritical?: Duration;
  /**
   * A run may last this long before the warning.
   *
   * @default the monitor's `deadlines`, else Duration.minutes(10)
   */
  readonly longRunningWarning?: Duration;
  /**
   * @default the monitor's `deadlines`, else Duration.minutes(30)
   */
  readonly longRunningCritical?: Duration;
  /**
   * Adds a set of alarms for each database.
   *
   * @default false
   */
  readonly alarmsPerDatabase?: boolean;
  /**
   * Adds an alarm on CloudWatch's anomaly band of the duration of runs, severity info.
   *
   * @default true
   */
  readonly anomalyDetection?: boolean;
}

/**
 * The environment's thresholds; `deadlines` supplies those that the options leave out.
 *
 * @throws when a warning does not come before its critical level, or when a threshold is under a minute, because the sweep looks once a
 * minute.
 */
function thresholdsOf(
  environment: string,
  options: EnvironmentOptions,
  deadlines: DeadlineTimes,
): RunThresholds {
  const {
    silentWarning = Duration.millis(deadlines.silentWarningMs),
    silentCritical = Duration.millis(deadlines.silentCriticalMs),
    longRunningWarning = Duration.millis(deadlines.longRunningWarningMs),
    longRunningCritical = Duration.millis(deadlines.longRunningCriticalMs),
  } = options;
  const ordered = (name: string, warning: Duration, critical: Duration) => {
    if (warning.toSeconds() >= 60 && warning.toSeconds() < critical.toSeconds()) return;
    throw new Error(
      `environment '${environment}': ${name}Warning is ${warning.toHumanString()} and ${name}Critical ` +
        `${critical.toHumanString()}; expected at least a minute, and the warning before the critical alarm`,
    );
  };
  ordered('silent', silentWarning, silentCritical);
  ordered('longRunning', longRunningWarning, longRunningCritical);
  return { silentWarning, silentCritical, longRunningWarning, longRunningCritical };
}

/** An environment with its options filled in. */
export interface WatchedEnvironment {
  readonly name: string;
  /** Former names. */
  readonly was: readonly string[];
  /** The environment before it; `null` if none is declared. */
  readonly after: string | null;
  readonly severity: Severity;
  readonly thresholds: RunThresholds;
  /** The thresholds that its own options give, in the functions' form. */
  readonly deadlines: Partial<Thresholds>;
  /** Databases that sources name, in the order of the sources. */
  readonly databases: readonly string[];
  readonly alarmsPerDatabase: boolean;
  readonly anomalyDetection: boolean;
  /** Error patterns by name; the same for all environments. */
  readonly errorPatterns: Readonly<Record<string, ErrorPattern>>;
}

/** The environments that the options name, then those that only sources name. */
export function environmentsOf(
  options: Readonly<Record<string, EnvironmentOptions>>,
  sources: readonly WatchedSource[],
  deadlines: Partial<DeadlineTimes> = {},
  errorPatterns: Readonly<Record<string, ErrorPattern>> = {},
): readonly WatchedEnvironment[] {
  const rules = sources.flatMap((source) => source.rules);
  const names = new Set([...Object.keys(options), ...rules.map(({ environment }) => environment)]);
  return [...names].map((name) => {
    const own = ownOf(options, name) ?? {};
    const databases = rules.filter(({ environment }) => environment === name).map(({ database }) => database);
    return {
      name,
      was: own.was ?? [],
      after: own.after ?? null,
      severity: own.severity ?? usualSeverity(name),
      thresholds: thresholdsOf(name, own, { ...DEADLINES, ...deadlines }),
      deadlines: deadlinesIn(own),
      databases: [...new Set(databases)],
      alarmsPerDatabase: own.alarmsPerDatabase ?? false,
      anomalyDetection: own.anomalyDetection ?? true,
      errorPatterns,
    };
  });
}

/** The thresholds that are given; the functions have the defaults of the others. */
function deadlinesIn(options: EnvironmentOptions): Partial<Thresholds> {
  const { silentWarning, silentCritical, longRunningWarning, longRunningCritical } = options;
  return {
    ...(silentWarning && { silentWarningMs: silentWarning.toMilliseconds() }),
    ...(silentCritical && { silentCriticalMs: silentCritical.toMilliseconds() }),
    ...(longRunningWarning && { longRunningWarningMs: longRunningWarning.toMilliseconds() }),
    ...(longRunningCritical && { longRunningCriticalMs: longRunningCritical.toMilliseconds() }),
  };
}
