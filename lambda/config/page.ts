import * as z from 'zod/mini';
import { PAGE_ENV, TOPIC_ENV } from '../contract/env.ts';
import type { Escalation } from '../contract/escalation.ts';
import { SEVERITIES, type Severity } from '../contract/severity.ts';
import type { MaintenanceSchedule } from '../domain/incidents/maintenance.ts';
import { DEFAULT_SEVERITIES, type PagePolicy } from '../domain/incidents/page-policy.ts';
import { checkSchedule } from '../domain/model/schedule.ts';
import { type Environment, type EnvReader, readEnv } from './read-env.ts';
import { type SettingsConfig, type WriterConfig, writerConfig } from './writer.ts';

/** What the `page` function is configured with. */
export interface PageConfig extends WriterConfig {
  readonly topicArns: Readonly<Record<Severity, string>>;
  readonly policy: PagePolicy;
}

const severitiesShape = () => z.record(z.string(), z.enum(SEVERITIES));
const escalationShape = () =>
  z.partialRecord(
    z.enum(SEVERITIES),
    z.strictObject({
      levels: z.array(z.strictObject({ afterMs: z.int().check(z.gte(1)), to: z.array(z.string()) })),
      repeat: z.int().check(z.gte(0)),
    }),
  );
const maintenanceShape = () =>
  z.array(
    z.strictObject({
      name: z.string(),
      schedule: z.string(),
      durationMs: z.int().check(z.gte(1)),
      timeZone: z.string(),
      environments: z.optional(z.array(z.string())),
      databases: z.optional(z.array(z.string())),
    }),
  );

/**
 * Reads {@link PAGE_ENV} and what the writers share. Severities that are set replace the defaults one by one; any other
 * environment is `info`.
 *
 * @throws {@link ConfigError} with all problems at once.
 */
export function readPageConfig(env: Environment): PageConfig {
  return readEnv('page', env, (reader) => {
    const { required } = reader;
    const shared = writerConfig(reader);
    return {
      ...shared,
      topicArns: {
        critical: required(TOPIC_ENV.critical),
        warning: required(TOPIC_ENV.warning),
        info: required(TOPIC_ENV.info),
      },
      policy: pagePolicy(reader, shared),
    };
  });
}

/** What the settings say about pages. */
export function pagePolicy(
  reader: EnvReader,
  { monitor, sources, names }: Pick<SettingsConfig, 'monitor' | 'sources' | 'names'>,
): PagePolicy {
  const { required, optional, json } = reader;
  const dashboardUrl = optional(PAGE_ENV.dashboardUrl);
  const region = optional(PAGE_ENV.region);
  return {
    monitor,
    severities: { ...DEFAULT_SEVERITIES, ...json(PAGE_ENV.severities, severitiesShape, {}) },
    otherwise: 'info',
    maintenance: maintenanceSchedules(reader),
    escalation: json(PAGE_ENV.escalation, escalationShape, {}) as Escalation,
    sources,
    names,
    runbookUrl: required(PAGE_ENV.runbookUrl),
    ...(dashboardUrl && { dashboardUrl }),
    ...(region && { region }),
  };
}

function maintenanceSchedules({ json, problem }: EnvReader): readonly MaintenanceSchedule[] {
  const schedules = json(PAGE_ENV.maintenance, maintenanceShape, []) as readonly MaintenanceSchedule[];
  for (const schedule of schedules) {
    try {
      checkSchedule(schedule);
    } catch (error) {
      problem(`${PAGE_ENV.maintenance}: window '${schedule.name}': ${(error as Error).message}`);
    }
  }
  return schedules;
}
