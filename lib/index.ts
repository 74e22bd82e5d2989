/** The package's exports for CDK apps: `import { MigrateMonitor } from 'migrate-watch'`. */

export type { PeopleTopic } from '../lambda/contract/people-topics.ts';
export type { Severity } from '../lambda/contract/severity.ts';
export type { RunAlarms } from './constructs/alarms/run-alarms.ts';
export { anchorPattern } from './constructs/anchor-pattern.ts';
export type {
  Channel,
  EmailChannel,
  PagerDutyChannel,
  SlackChannel,
  WebhookChannel,
} from './constructs/channel.ts';
export type { EnvironmentOptions } from './constructs/environment-options.ts';
export type { ErrorPattern } from './constructs/error-pattern.ts';
export type { MonitorFunction } from './constructs/functions/monitor-function.ts';
export type { ExpectedRun } from './constructs/functions/sweep.ts';
export type { MaintenanceWindow } from './constructs/maintenance.ts';
export { MigrateMonitor } from './constructs/migrate-monitor.ts';
export type { MigrateMonitorProps } from './constructs/monitor-props.ts';
export type { MetricScope } from './constructs/run-metric.ts';
export type { WatchedCluster } from './constructs/state-events.ts';
export type { DatabaseOptions, SourceRule, SourceTasks, WatchedSource } from './constructs/watched-source.ts';
