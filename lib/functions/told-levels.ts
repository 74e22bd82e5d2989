import type { Escalation } from '../../lambda/contract/escalation.ts';
import type { PeopleTopic } from '../../lambda/contract/people-topics.ts';
import { SEVERITIES, type Severity } from '../../lambda/contract/severity.ts';

/** A channel, as far as it matters here. */
export interface RoutedChannel {
  readonly name: string;
  readonly kind: string;
  readonly topics: readonly PeopleTopic[];
}

/**
 * The levels with the channels that they tell. PagerDuty is notified once, by the route or by the first level that names it, because its own
 * escalation policy goes on from there; later levels are without it.
 */
export function toldLevels(escalation: Escalation, channels: readonly RoutedChannel[]): Escalation {
  const pagers = channels.filter(({ kind }) => kind === 'pagerduty');
  return Object.fromEntries(
    Object.entries(escalation).map(([topic, { levels, repeat }]) => {
      const told = new Set(
        pagers.filter(({ topics }) => topics.includes(topic as Severity)).map(({ name }) => name),
      );
      const once = (name: string) => {
        if (!pagers.some((pager) => pager.name === name)) return true;
        return !told.has(name) && Boolean(told.add(name));
      };
      return [topic, { levels: levels.map(({ afterMs, to }) => ({ afterMs, to: to.filter(once) })), repeat }];
    }),
  );
}

/** The same for settings. */
export function levelsOfSettings({ escalation, channels }: RoutedSettings): Escalation {
  return toldLevels(
    escalation,
    channels.map(({ routes, ...channel }) => ({ ...channel, topics: routes })),
  );
}

interface RoutedSettings {
  readonly escalation: Escalation;
  readonly channels: readonly (Omit<RoutedChannel, 'topics'> & {
    readonly routes: RoutedChannel['topics'];
  })[];
}

/** Numbers of the levels that tell one of `names`, by severity; severities without one are left out. */
export function levelsOf(
  names: readonly string[],
  told: Escalation,
): ReadonlyMap<Severity, readonly number[]> {
  const bySeverity = SEVERITIES.map((severity) => {
    const levels = told[severity]?.levels ?? [];
    const own = levels.flatMap(({ to }, index) =>
      to.some((name) => names.includes(name)) ? [index + 1] : [],
    );
    return [severity, own] as const;
  });
  return new Map(bySeverity.filter(([, own]) => own.length > 0));
}
