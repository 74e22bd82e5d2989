import * as z from 'zod/mini';
import { PAGE_ENV } from '../contract/env.ts';
import { own } from '../contract/own.ts';
import { SEVERITIES, type Severity } from '../contract/severity.ts';
import type { MaintenanceSchedule } from '../domain/incidents/maintenance.ts';
import { DEFAULT_SEVERITIES, type PagePolicy } from '../domain/incidents/page-policy.ts';
import { checkSchedule } from '../domain/model/schedule.ts';
import type { Source } from '../domain/model/target.ts';

/** What the `page` function is configured with, beside what all functions share. */
export interface PageConfig {
  readonly topicArns: Readonly<Record<Severity, string>>;
  readonly policy: PagePolicy;
}

const severitiesShape = z.record(z.string(), z.enum(SEVERITIES));
const maintenanceShape = z.array(
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
 * Reads {@link PAGE_ENV}. Severities that are set replace the defaults one by one; any other environment is `info`.
 *
 * @throws when anything is missing or unreadable, with all problems at once.
 */
export function readPageConfig(
  env: Readonly<Record<string, string | undefined>>,
  sources: readonly Source[],
): PageConfig {
  const problems: string[] = [];
  const required = (name: string) => {
    const value = own(env, name);
    if (!value) problems.push(`${name} is not set`);
    return value ?? '';
  };
  const json = <T>(name: string, shape: z.ZodMiniType<T>, absent: T): T => {
    const text = own(env, name);
    if (!text) return absent;
    try {
      return z.parse(shape, JSON.parse(text));
    } catch (error) {
      problems.push(`${name} cannot be read: ${(error as Error).message}`);
      return absent;
    }
  };
  const maintenance = json(PAGE_ENV.maintenance, maintenanceShape, []) as readonly MaintenanceSchedule[];
  for (const schedule of maintenance) {
    try {
      checkSchedule(schedule);
    } catch (error) {
      problems.push(`${PAGE_ENV.maintenance}: window '${schedule.name}': ${(error as Error).message}`);
    }
  }
  const config = {
    topicArns: {
      critical: required(PAGE_ENV.criticalTopicArn),
      warning: required(PAGE_ENV.warningTopicArn),
      info: required(PAGE_ENV.infoTopicArn),
    },
    policy: {
      severities: { ...DEFAULT_SEVERITIES, ...json(PAGE_ENV.severities, severitiesShape, {}) },
      otherwise: 'info',
      maintenance,
      sources,
      runbookUrl: required(PAGE_ENV.runbookUrl),
      ...optional('dashboardUrl', env[PAGE_ENV.dashboardUrl]),
      ...optional('region', env[PAGE_ENV.region]),
    },
  } as const satisfies PageConfig;
  if (problems.length > 0)
    throw new Error(`wrong configuration of page:\n${problems.map((one) => `  ${one}`).join('\n')}`);
  return config;
}

function optional<K extends string>(name: K, value: string | undefined): { readonly [name in K]?: string } {
  return value ? ({ [name]: value } as { readonly [name in K]: string }) : {};
}
