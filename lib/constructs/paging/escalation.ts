import { Annotations, type Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ESCALATION_LIMITS, type Escalation } from '../../../lambda/contract/escalation.ts';
import { SEVERITIES, type Severity } from '../../../lambda/contract/severity.ts';
import { formatDuration } from '../../settings/duration.ts';
import { escalationFaults, uselessLevels } from '../../settings/escalation-fault.ts';
import { formatPath, oneOf, quote } from '../../settings/problem.ts';
import type { Channel } from './channel.ts';

/** People who are notified of an incident that nobody has taken. */
export interface EscalationLevel {
  /** Time from the first page, 5 minutes to 24 hours; longer than that of the level before. */
  readonly after: Duration;
  /** Names of channels, at least one. A PagerDuty channel is notified once only: its own policy escalates. */
  readonly to: readonly string[];
}

/** What happens when nobody acknowledges an incident. It stops when somebody does, or snoozes it, and at its end. */
export interface EscalationOptions {
  /** In order of time, at most 5. */
  readonly levels: readonly EscalationLevel[];
  /**
   * How often all levels are gone through again, at most 3 times. Each round lasts as long as the last level.
   *
   * @default 0
   */
  readonly repeat?: number;
}

export type EscalationBySeverity = Readonly<Partial<Record<Severity, EscalationOptions>>>;

/** The same in ms. */
export function escalationOf(given: EscalationBySeverity): Escalation {
  return Object.fromEntries(
    Object.entries(given).map(([severity, { levels, repeat = 0 }]) => [
      severity,
      { levels: levels.map(({ after, to }) => ({ afterMs: after.toMilliseconds(), to })), repeat },
    ]),
  );
}

/** Problems of the escalation, one sentence each. */
export function escalationProblems(given: EscalationBySeverity, channels: readonly Channel[]): string[] {
  const names = channels.map(({ name }) => name);
  const { levels: most, repeat: mostRepeats, leastAfterMs, mostAfterMs } = ESCALATION_LIMITS;
  return Object.entries(given).flatMap(([severity, { levels, repeat = 0 }]) => {
    const at = (...path: (string | number)[]) => formatPath(['escalation', severity, ...path]);
    const checked = levels.map(({ after, to }) => ({
      afterMs: after.toMilliseconds(),
      to: [...to.entries()],
    }));
    return [
      ...(levels.length >= 1 && levels.length <= most
        ? []
        : [`${at('levels')} has ${levels.length} levels; expected 1 to ${most}`]),
      ...(Number.isInteger(repeat) && repeat >= 0 && repeat <= mostRepeats
        ? []
        : [`${at('repeat')} is ${repeat}; expected a whole number of 0–${mostRepeats}`]),
      ...checked.flatMap(({ afterMs, to }, index) => [
        ...(afterMs >= leastAfterMs && afterMs <= mostAfterMs
          ? []
          : [`${at('levels', index, 'after')} is ${formatDuration(afterMs)}; expected 5m–24h`]),
        ...(to.length > 0 ? [] : [`${at('levels', index, 'to')} is empty; expected names of channels`]),
        ...to.flatMap(([place, name]) =>
          names.includes(name)
            ? []
            : [`${at('levels', index, 'to', place)} is ${quote(name)}; expected ${oneOf(names)}`],
        ),
      ]),
      ...escalationFaults(checked).map(({ path, words }) => `${at('levels', ...path)} ${words}`),
    ];
  });
}

/** Warns of levels that notify nobody. */
export function warnOfUselessLevels(
  scope: Construct,
  escalation: Escalation,
  channels: readonly Channel[],
): void {
  for (const severity of SEVERITIES) {
    const levels = escalation[severity]?.levels ?? [];
    const pagers = channels.filter(({ kind }) => kind === 'pagerduty');
    const onRoute = pagers.filter(({ topics }) => topics.includes(severity)).map(({ name }) => name);
    const faults = uselessLevels(
      levels.map(({ afterMs, to }) => ({ afterMs, to: [...to.entries()] })),
      new Set(onRoute),
      (name) => pagers.some((pager) => pager.name === name),
    );
    for (const { path, words } of faults) {
      const where = formatPath(['escalation', severity, 'levels', ...path]);
      const id = `migrate-watch:levelNotifiesNobody:${severity}:${Number(path[0]) + 1}`;
      Annotations.of(scope).addWarningV2(id, `${where} ${words}`);
    }
  }
}
