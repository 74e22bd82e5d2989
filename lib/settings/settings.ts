import type { DeadlineTimes, RunLimit } from '../../lambda/contract/defaults.ts';
import type { Engine } from '../../lambda/contract/engine.ts';
import type { Escalation } from '../../lambda/contract/escalation.ts';
import type { LoadUnit } from '../../lambda/contract/load-unit.ts';
import type { PeopleTopic } from '../../lambda/contract/people-topics.ts';
import type { Severity } from '../../lambda/contract/severity.ts';
import type { ChannelOfKind } from './channels/channel-of-kind.ts';

/**
 * A settings file that was checked, with every default filled in but those of deadlines: a deadline that is written counts more than the
 * same default. Times in ms; names in the file's order.
 */
export interface Settings {
  readonly name: string;
  readonly environments: readonly EnvironmentSettings[];
  readonly databases: readonly DatabaseSettings[];
  readonly sources: readonly SourceSettings[];
  /** Every environment and database that runs can be recorded under, once. */
  readonly targets: readonly { readonly environment: string; readonly database: string }[];
  /** The log groups that sources read, each once. */
  readonly logGroups: readonly LogGroupSettings[];
  /** ARNs of roles that pass log deliveries on. */
  readonly relays: readonly string[];
  /** Reserved concurrency of `ingest`; `null` for none. */
  readonly ingestConcurrency: number | null;
  readonly channels: readonly ChannelSettings[];
  /** Empty if nothing escalates. */
  readonly escalation: Escalation;
  readonly errorPatterns: readonly ErrorPatternSettings[];
  readonly maintenance: readonly MaintenanceSettings[];
  readonly expectedRuns: readonly ExpectedRunSettings[];
  /** The deadlines that are written for all environments. */
  readonly deadlines: Partial<DeadlineTimes>;
  readonly review: {
    readonly enabled: boolean;
    readonly monthly: boolean;
    /** `08:00` */
    readonly at: string;
    /** IANA. */
    readonly timeZone: string;
    /** Names of channels; `null` for every e-mail and every Slack channel. */
    readonly to: readonly string[] | null;
  };
  readonly canary: {
    readonly enabled: boolean;
    readonly everyMs: number;
    readonly alarmAfterMissing: number;
  };
  readonly retention: {
    readonly factDays: number;
    readonly runDays: number;
    readonly incidentDays: number;
    readonly logDays: number;
  };
  readonly encryption: {
    readonly table: 'aws-owned' | 'customer-managed';
    /** `null` if the app creates a key. */
    readonly keyArn: string | null;
  };
  /** `null` for the runbook of this project. */
  readonly runbookUrl: string | null;
}

export interface EnvironmentSettings {
  readonly name: string;
  /** Former names. */
  readonly was: readonly string[];
  /** The environment in which its migrations run before; `null` if none is declared. */
  readonly after: string | null;
  readonly severity: Severity;
  /** The deadlines that are written for this environment. */
  readonly deadlines: Partial<Pick<DeadlineTimes, RunLimit>>;
  readonly alarms: { readonly perDatabase: boolean; readonly anomalyDetection: boolean };
}

export interface DatabaseSettings {
  readonly name: string;
  /** Former names, in all environments. */
  readonly was: readonly string[];
  /** `null` if not declared. */
  readonly engine: Engine | null;
  readonly multiStatement: boolean | null;
  readonly noTxWrap: boolean | null;
  readonly transactionalTables: boolean | null;
  /** The RDS resource whose metrics are shown; at most one for each environment. */
  readonly resources: readonly {
    readonly environment: string;
    readonly kind: 'cluster' | 'instance';
    readonly identifier: string;
  }[];
  /** Metrics of the user's own, read after each run. */
  readonly metrics: readonly {
    readonly label: string;
    readonly namespace: string;
    readonly metric: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly statistic: string;
    readonly unit: LoadUnit;
    /** @default every environment */
    readonly environment?: string;
  }[];
}

/** A log group: by its name, or by the CloudFormation export that holds it. */
export type LogGroupReference =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'export'; readonly exportName: string };

export interface LogGroupSettings {
  /** `name <log group>`, `name <account>:<log group>` or `export <name>`: equal for equal references, and stable, so it can be a construct id. */
  readonly key: string;
  readonly reference: LogGroupReference;
  /** 12 digits; `null` for the monitor's own account. */
  readonly account: string | null;
  /** `null` if the log group exists already. */
  readonly create: { readonly retentionDays: number } | null;
  readonly subscribe: boolean;
  readonly preFilter: boolean;
}

export interface SourceSettings {
  /** {@link LogGroupSettings.key} */
  readonly logGroup: string;
  readonly ecs: {
    readonly cluster: string;
    readonly family: string;
    readonly container: string | null;
  } | null;
  /** CodeBuild project. */
  readonly codebuild: string | null;
  readonly dedicated: boolean;
  /** At least one; the first that fits a run counts. */
  readonly rules: readonly RuleSettings[];
}

/** `null`: any. */
export interface RuleSettings {
  readonly container: string | null;
  readonly streamPrefix: string | null;
  readonly command: string | null;
  readonly nth: number | null;
  readonly environment: string;
  readonly database: string;
}

/** One channel with every route that leads to it. An address in a route or an escalation level is a channel with the address as its name. */
export type ChannelSettings = {
  readonly name: string;
  readonly routes: readonly PeopleTopic[];
} & ChannelOfKind;

export interface ErrorPatternSettings {
  readonly name: string;
  /** For `new RegExp(regex, 'u')`. At most quadratic in the line, so search no more than 2,000 characters of it. */
  readonly regex: string;
  /** `null` for the environment's severity. */
  readonly severity: Severity | null;
}

export interface MaintenanceSettings {
  readonly name: string;
  /** `cron(minute hour day month weekday)` or `at(yyyy-mm-ddThh:mm)`, as in CloudWatch's mute rules. */
  readonly schedule: string;
  readonly durationMs: number;
  /** IANA. */
  readonly timeZone: string;
  readonly environments: readonly string[];
  readonly databases: readonly string[];
}

export interface ExpectedRunSettings {
  readonly name: string;
  readonly schedule: string;
  readonly withinMs: number;
  readonly timeZone: string;
  readonly environment: string;
  readonly database: string;
}
