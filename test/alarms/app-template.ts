import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { MonitorStack } from '../../lib/stacks/monitor-stack.ts';
import { wholeTemplateOf } from '../../scripts/synthesise.ts';
import { app } from '../lib/monitor-under-test.ts';
import type { Template as Synthesised } from './read-template.ts';

/**
 * The app's template with default thresholds: production with two databases and alarms for each, staging with one database, an error
 * pattern, and a PagerDuty channel for all topics.
 */
export function appTemplate(): Synthesised {
  const stack = new MonitorStack(app(), 'migrate-watch', {
    monitor: (scope) => ({
      namePrefix: 'migrate-watch',
      sources: ['production', 'staging'].map((environment) => ({
        logGroup: LogGroup.fromLogGroupName(scope, `${environment}Log`, `/ecs/${environment}`),
        rules: ['orders', 'users']
          .slice(0, environment === 'production' ? 2 : 1)
          .map((database) => ({ environment, database, container: database })),
      })),
      environments: { production: { alarmsPerDatabase: true } },
      errorPatterns: { 'disk-full': { regex: 'No space left on device', severity: 'warning' } },
      channels: [
        {
          name: 'oncall',
          topics: ['critical', 'warning', 'info'],
          kind: 'pagerduty',
          secret: Secret.fromSecretNameV2(scope, 'Key', 'pagerduty'),
        },
      ],
    }),
  });
  return wholeTemplateOf(stack) as Synthesised;
}
