/** The package's exports for CDK apps: `import { MigrateMonitor } from 'migrate-watch'`. */

export type { PeopleTopic } from '../lambda/contract/people-topics.ts';
export type { Severity } from '../lambda/contract/severity.ts';
export type { EnvironmentOptions } from './constructs/alarms/environment-options.ts';
export type { ErrorPattern } from './constructs/alarms/error-pattern.ts';
export type { MaintenanceWindow } from './constructs/alarms/maintenance.ts';
export type { RunAlarms } from './constructs/alarms/run-alarms.ts';
export type { MetricScope } from './constructs/alarms/run-metric.ts';
export { anchorPattern } from './constructs/anchor-pattern.ts';
export type { MonitorFunction } from './constructs/functions/monitor-function.ts';
export type { ExpectedRun } from './constructs/functions/sweep.ts';
export { MigrateMonitor } from './constructs/migrate-monitor.ts';
export type { MigrateMonitorProps } from './constructs/monitor-props.ts';
export type {
  Channel,
  EmailChannel,
  EventBridgeChannel,
  PagerDutyChannel,
  SlackChannel,
  WebhookChannel,
} from './constructs/paging/channel.ts';
export type { EscalationLevel, EscalationOptions } from './constructs/paging/escalation.ts';
export type { PeoplePolicies } from './constructs/people-policies.ts';
export type { SourceTasks } from './constructs/sources/source-tasks.ts';
export type { WatchedCluster } from './constructs/sources/state-events.ts';
export type {
  DatabaseOptions,
  SourceRule,
  WatchedSource,
} from './constructs/sources/watched-source.ts';
