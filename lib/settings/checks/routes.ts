import {
  CHANNEL_KIND_NAMES,
  CHANNEL_KINDS,
  type ChannelKind,
  directTitles,
  HEALTH_SECRET_HOLDS,
  isDirect,
} from '../../../lambda/contract/channel-kinds.ts';
import { own } from '../../../lambda/contract/own.ts';
import { PEOPLE_TOPICS } from '../../../lambda/contract/people-topics.ts';
import { kindsOf } from '../channels/channel-shapes.ts';
import { EMAIL } from '../channels/email.ts';
import { unknownChannel } from '../channels/unknown-channel.ts';
import { type Check, entriesOf, fieldsOf, type Report } from '../check.ts';
import { environmentNames } from '../names.ts';
import type { PartialSettings } from '../partial-settings.ts';
import { oneOf, quote } from '../problem.ts';
import { isReachedBySns } from '../resolve-channels.ts';
import { usualSeverity } from '../resolve-environments.ts';
import type { SettingsInput } from '../schema/settings.ts';

/** Checks that every route leads to a channel, and that somebody is notified of failures. */
export const checkRoutes: Check = (settings, report) => {
  const channels = fieldsOf(settings.channels);
  for (const [name, channel] of channels) {
    const kinds = kindsOf(channel);
    if (kinds.length > 1) {
      report.problem(
        ['channels', name],
        `is ${kinds.join(' and ')} at the same time; expected one of ${CHANNEL_KIND_NAMES.join(', ')}`,
        'key',
      );
    }
    if (Object.keys(channel).length === 0) {
      report.problem(
        ['channels', name],
        `has no kind; expected one of ${CHANNEL_KIND_NAMES.join(', ')}`,
        'key',
      );
    }
  }
  targets(settings, report);
  unheard(settings, report);
  onlyMail(settings, report);
};

function targets(settings: PartialSettings<SettingsInput>, { problem, warning }: Report): void {
  const { channels, routes } = settings;
  const names = Object.keys(channels ?? {});
  const used = new Set<string>();
  for (const route of PEOPLE_TOPICS) {
    const seen = new Set<string>();
    for (const [index, name] of entriesOf(routes?.[route])) {
      const path = ['routes', route, index];
      used.add(name);
      if (seen.has(name)) problem(path, `is ${quote(name)} again; expected each channel once`);
      seen.add(name);
      const unknown = unknownChannel(name, settings);
      if (unknown !== undefined) problem(path, unknown);
      const channel = own(channels, name);
      const { pagerduty } = channel ?? {};
      if (route === 'health' && pagerduty !== undefined && pagerduty.healthSecret === undefined) {
        problem(
          path,
          `is ${quote(name)}, which has no healthSecret; expected in channels.${name}.pagerduty.healthSecret the name or ARN of a secret that holds ${HEALTH_SECRET_HOLDS}`,
        );
      }
      if (route === 'health' && !kindsOf(channel ?? {}).every(isDirect)) {
        problem(
          path,
          `is ${quote(name)}, which needs a function of the monitor; expected ${directTitles('or')}, which SNS reaches directly`,
        );
      }
    }
  }
  for (const [, rule] of fieldsOf(settings.escalation))
    for (const [, { to }] of entriesOf(rule.levels)) for (const [, name] of entriesOf(to)) used.add(name);
  for (const name of names) {
    if (!used.has(name))
      warning(['channels', name], 'is in no route and no escalation level: nothing is sent there', 'key');
  }
}

function unheard(settings: PartialSettings<SettingsInput>, { warning }: Report): void {
  const { routes } = settings;
  const critical = entriesOf(routes?.critical);
  const isHeard = {
    critical: critical.length > 0,
    warning: (routes?.warning ?? critical).length > 0,
    info: entriesOf(routes?.info).length > 0,
  };
  for (const name of environmentNames(settings)) {
    const severity = own(settings.environments, name)?.severity ?? usualSeverity(name);
    const at = own(settings.environments, name) === undefined ? ['routes'] : ['environments', name];
    if (!isHeard[severity]) {
      warning(
        at,
        `means that nobody is notified of failures in ${name}: they are ${severity}, and routes.${severity} names no channel`,
        'key',
      );
    }
    if (
      own(settings.environments, name)?.severity === undefined &&
      severity !== 'critical' &&
      /^(?:prod|prd|live)/i.test(name)
    ) {
      warning(
        at,
        `has failures of severity ${severity}, because only 'production' is critical by default; set severity to critical or info`,
        'key',
      );
    }
  }
  const direct = ([, name]: readonly [number, string]) => isReachedBySns(name, own(settings.channels, name));
  if (isHeard.critical && !entriesOf(routes?.health ?? routes?.critical).some(direct)) {
    warning(
      ['routes', 'health'],
      `is empty: nobody is notified when the monitor itself is broken; expected ${directTitles('or')}`,
      'key',
    );
  }
}

/** Kinds that wake nobody by themselves. Nothing says whether a mail arrived, or whether anybody listens to a bus. */
const QUIET: ReadonlySet<ChannelKind> = new Set(['email', 'eventbridge']);

/** Warns if e-mail is what reaches people, with or without a bus. */
function onlyMail({ channels, routes }: PartialSettings<SettingsInput>, { warning }: Report): void {
  const critical = entriesOf(routes?.critical);
  const kinds = critical.flatMap(([, name]): readonly (ChannelKind | undefined)[] => {
    const channel = own(channels, name);
    if (channel !== undefined) return kindsOf(channel);
    return [EMAIL.test(name) ? 'email' : undefined];
  });
  if (!kinds.includes('email') || kinds.some((kind) => kind === undefined || !QUIET.has(kind))) return;
  const others = CHANNEL_KIND_NAMES.filter((kind) => !QUIET.has(kind)).map(
    (kind) => CHANNEL_KINDS[kind].title,
  );
  warning(
    ['routes', 'critical'],
    `reaches people only by e-mail, which wakes nobody and can end in a spam folder; expected ${oneOf(others)} too`,
    'key',
  );
}
