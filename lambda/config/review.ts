import * as z from 'zod/mini';
import { ENV, PAGE_ENV, REVIEW_ENV, TOPIC_ENV } from '../contract/env.ts';
import type { Names } from '../contract/names.ts';
import { own } from '../contract/own.ts';
import { SEVERITIES, type Severity } from '../contract/severity.ts';
import type { DeclaredDatabases } from '../domain/incidents/database-status.ts';
import { Calendar } from '../domain/model/calendar.ts';
import { isCanary } from '../domain/model/is-canary.ts';
import { type Monitor, monitorOf } from '../domain/model/monitor.ts';
import { type Environment, readEnv } from './read-env.ts';

/** What the `review` function is configured with. */
export interface ReviewConfig {
  readonly monitor: Monitor;
  readonly tableName: string;
  readonly bucket: string;
  readonly region: string;
  readonly calendar: Calendar;
  readonly declared: DeclaredDatabases;
  readonly receivers: Readonly<Partial<Record<Severity, readonly string[]>>>;
  readonly topicArns: Readonly<Record<Severity, string>>;
}

const word = z.string().check(z.minLength(1));
const receiversShape = () => z.partialRecord(z.enum(SEVERITIES), z.array(word).check(z.minLength(1)));
const sourcesShape = () =>
  z.array(z.looseObject({ target: z.looseObject({ environment: word, database: word }) }));
const namesShape = () => z.looseObject({ after: z.optional(z.record(word, word)) });

/**
 * Reads {@link REVIEW_ENV}, and of {@link ENV} what says which databases the settings name.
 *
 * @throws {@link ConfigError} with all problems at once.
 */
export function readReviewConfig(env: Environment): ReviewConfig {
  return readEnv('review', env, ({ required, optional, json, monitor, problem }) => {
    const tableName = required(ENV.tableName);
    const receivers = json(REVIEW_ENV.receivers, receiversShape, {}) as ReviewConfig['receivers'];
    const arn = (topic: Severity) => (receivers[topic] === undefined ? '' : required(TOPIC_ENV[topic]));
    const { after = {} } = json(ENV.names, namesShape, {}) as Pick<Names, 'after'>;
    const targets = json(ENV.sources, sourcesShape, [])
      .map(({ target }) => target)
      .filter((target) => !isCanary(target));
    return {
      monitor: monitorOf(monitor(), tableName),
      tableName,
      bucket: required(REVIEW_ENV.bucket),
      region: required(PAGE_ENV.region),
      calendar: calendarIn(optional(REVIEW_ENV.timeZone) ?? 'UTC', problem),
      declared: { targets, environments: environmentsIn(targets, after) },
      receivers,
      topicArns: { critical: arn('critical'), warning: arn('warning'), info: arn('info') },
    };
  });
}

function calendarIn(zone: string, problem: (words: string) => void): Calendar {
  try {
    return new Calendar(zone);
  } catch {
    problem(`${REVIEW_ENV.timeZone} is '${zone}'; expected an IANA time zone`);
    return new Calendar('UTC');
  }
}

function environmentsIn(
  targets: DeclaredDatabases['targets'],
  after: Readonly<Record<string, string>>,
): DeclaredDatabases['environments'] {
  const names = new Set([...targets.map(({ environment }) => environment), ...Object.keys(after)]);
  return [...names].map((name) => ({ name, after: own(after, name) ?? null }));
}
