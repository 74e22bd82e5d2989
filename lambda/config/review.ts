import * as z from 'zod/mini';
import { PAGE_ENV, REVIEW_ENV, TOPIC_ENV } from '../contract/env.ts';
import type { Names } from '../contract/names.ts';
import { own } from '../contract/own.ts';
import { SEVERITIES, type Severity } from '../contract/severity.ts';
import type { SlowRules } from '../domain/backtest/replay-pages.ts';
import type { DeclaredDatabases } from '../domain/incidents/database-status.ts';
import { Calendar } from '../domain/model/calendar.ts';
import { isCanary } from '../domain/model/is-canary.ts';
import type { Monitor } from '../domain/model/monitor.ts';
import type { Source, Target } from '../domain/model/target.ts';
import { pagePolicy } from './page.ts';
import { type Environment, type EnvReader, readEnv } from './read-env.ts';
import { settingsConfig } from './writer.ts';

/** What the `review` function is configured with. */
export interface ReviewConfig {
  readonly monitor: Monitor;
  readonly tableName: string;
  readonly bucket: string;
  readonly region: string;
  readonly calendar: Calendar;
  readonly declared: DeclaredDatabases;
  /** What decides which slow runs people are told about, and for how many days facts are kept. */
  readonly limits: SlowRules & { readonly sources: readonly Source[]; readonly factDays: number };
  /** Names and e-mail addresses of the channels that get reviews, by topic. */
  readonly receivers: Readonly<Partial<Record<Severity, readonly string[]>>>;
  readonly topicArns: Readonly<Record<Severity, string>>;
}

const receiversShape = () =>
  z.partialRecord(z.enum(SEVERITIES), z.array(z.string().check(z.minLength(1))).check(z.minLength(1)));

/**
 * Reads {@link REVIEW_ENV}, and what the settings say about databases, pages and limits, as `page` and the writers read it.
 *
 * @throws {@link ConfigError} with all problems at once.
 */
export function readReviewConfig(env: Environment): ReviewConfig {
  return readEnv('review', env, (reader) => {
    const { required, json } = reader;
    const { monitor, tableName, sources, names, retention, deadlines, deadlinesByEnvironment } =
      settingsConfig(reader);
    const receivers = json(REVIEW_ENV.receivers, receiversShape, {}) as ReviewConfig['receivers'];
    const arn = (topic: Severity) => (receivers[topic] === undefined ? '' : required(TOPIC_ENV[topic]));
    return {
      monitor,
      tableName,
      bucket: required(REVIEW_ENV.bucket),
      region: required(PAGE_ENV.region),
      calendar: calendarOf(reader),
      declared: declaredBy(
        sources.map(({ target }) => target),
        names,
      ),
      limits: {
        rules: { deadlines, deadlinesByEnvironment },
        policy: pagePolicy(reader, { monitor, sources, names }),
        sources,
        factDays: retention.fact,
      },
      receivers,
      topicArns: { critical: arn('critical'), warning: arn('warning'), info: arn('info') },
    };
  });
}

function calendarOf({ optional, problem }: EnvReader): Calendar {
  const zone = optional(REVIEW_ENV.timeZone) ?? 'UTC';
  try {
    return new Calendar(zone);
  } catch {
    problem(`${REVIEW_ENV.timeZone} is '${zone}'; expected an IANA time zone`);
    return new Calendar('UTC');
  }
}

function declaredBy(all: readonly Target[], { after = {} }: Partial<Names> = {}): DeclaredDatabases {
  const targets = all.filter((target) => !isCanary(target));
  const names = new Set([...targets.map(({ environment }) => environment), ...Object.keys(after)]);
  return { targets, environments: [...names].map((name) => ({ name, after: own(after, name) ?? null })) };
}
