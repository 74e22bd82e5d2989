import { readFileSync } from 'node:fs';
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Project } from 'aws-cdk-lib/aws-codebuild';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { expect, vi } from 'vitest';
import { MigrateMonitor } from '../../lib/constructs/migrate-monitor.ts';
import type { MigrateMonitorProps } from '../../lib/constructs/monitor-props.ts';
import { wholeTemplateOf } from '../../scripts/synthesise.ts';

/**
 * Replaces the bundles of functions by inline code, so that the tests also work in a clone without a build.
 *
 * Not by `vi.spyOn`: Vitest takes spies back after each file, and the next file of a thread shares this load of the code.
 */
Code.fromAsset = vi.fn(() => Code.fromInline('exports.handler = async () => {};') as unknown as AssetCode);

export const ENV = { account: '111122223333', region: 'eu-central-1' };

/** An app with the feature flags that `cdk deploy` has. */
export function app(): App {
  const scope = new App({ context: JSON.parse(readFileSync('cdk.json', 'utf8')).context });
  const reason = 'Printed by every synth, and tested by itself.';
  Validations.of(scope).acknowledge({ id: 'migrate-watch:nobodyIsTold', reason });
  return scope;
}

export function stackOf(scope = app(), id = 'watch'): Stack {
  return new Stack(scope, id, { env: ENV });
}

/** One log group, one database, no channels. */
export function minimal(stack: Stack): MigrateMonitorProps {
  return {
    namePrefix: 'watch',
    sources: [
      {
        logGroup: LogGroup.fromLogGroupName(stack, 'orders', '/ecs/orders-migrate'),
        rules: [{ environment: 'production', database: 'orders' }],
      },
    ],
  };
}

/** Each option once. */
export function full(stack: Stack): MigrateMonitorProps {
  const cluster = {
    clusterName: 'prod',
    clusterArn: stack.formatArn({ service: 'ecs', resource: 'cluster', resourceName: 'prod' }),
  };
  const secret = (name: string) => Secret.fromSecretNameV2(stack, `secret of ${name}`, `watch/${name}`);
  return {
    namePrefix: 'watch',
    sources: [
      {
        logGroup: LogGroup.fromLogGroupName(stack, 'orders', '/ecs/orders-migrate'),
        tasks: { cluster, family: 'orders-migrate', container: 'migrate' },
        dedicated: true,
        rules: [{ environment: 'production', database: 'orders' }],
      },
      {
        logGroup: LogGroup.fromLogGroupName(stack, 'builds', '/aws/codebuild/deploy'),
        project: Project.fromProjectName(stack, 'deploy', 'deploy'),
        rules: [
          { environment: 'production', database: 'billing', nth: 2 },
          { environment: 'staging', database: 'orders', command: 'staging' },
        ],
      },
    ],
    environments: { production: { alarmsPerDatabase: true }, staging: { anomalyDetection: false } },
    databases: {
      orders: { engine: 'postgres', multiStatement: false, clusters: { production: 'orders-prod' } },
      billing: { engine: 'mysql', instances: { production: 'billing-prod' } },
    },
    channels: [
      {
        name: 'oncall',
        topics: ['critical', 'health'],
        kind: 'pagerduty',
        secret: secret('pagerduty'),
        healthSecret: secret('pagerduty-health'),
        region: 'eu',
      },
      { kind: 'slack', name: 'team', topics: ['critical', 'warning', 'info'], secret: secret('slack') },
      {
        name: 'audit',
        topics: ['critical'],
        kind: 'webhook',
        url: 'https://audit.example.com/x',
        secret: secret('audit'),
      },
      { kind: 'eventbridge', name: 'automation', topics: ['critical', 'info'] },
      { kind: 'email', name: 'dba@example.com', topics: ['critical', 'health'], address: 'dba@example.com' },
    ],
    maintenance: [
      {
        name: 'nightly',
        schedule: 'cron(0 2 * * *)',
        duration: Duration.hours(2),
        environments: ['production'],
      },
      {
        name: 'orders-only',
        schedule: 'at(2027-01-31T02:00)',
        duration: Duration.hours(1),
        databases: ['orders'],
      },
    ],
    errorPatterns: {
      'disk-full': { regex: 'No space left on device', severity: 'critical' },
      'too-many': { regex: 'too many connections', severity: 'warning' },
    },
    expectedRuns: [
      { name: 'nightly', environment: 'production', database: 'orders', schedule: 'cron(0 3 * * 1-5)' },
    ],
    customerManagedTableKey: true,
  };
}

export interface Synthesised {
  readonly monitor: MigrateMonitor;
  readonly stack: Stack;
  readonly template: Template;
  readonly resources: Readonly<Record<string, Resource>>;
}

export interface Resource {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no types here.
  readonly Properties: any;
}

type Props = (stack: Stack) => MigrateMonitorProps;

/** {@link minimal} and {@link full}, once synthesised. */
const known = new Map<Props, Synthesised>();

/** The template of a stack with this monitor. Those of {@link minimal} and {@link full} are shared: no test may change them. */
export function synthesise(props: Props): Synthesised {
  if (props !== minimal && props !== full) return newlySynthesised(props);
  const found = known.get(props) ?? newlySynthesised(props);
  known.set(props, found);
  return found;
}

function newlySynthesised(props: Props): Synthesised {
  const stack = stackOf();
  const monitor = new MigrateMonitor(stack, 'Monitor', props(stack));
  return { monitor, stack, ...wholeOf(stack) };
}

/** What a stack deploys, with the resources of its nested stacks. */
export function wholeOf(stack: Stack): Pick<Synthesised, 'template' | 'resources'> {
  const template = Template.fromJSON(wholeTemplateOf(stack));
  return { template, resources: template.toJSON()['Resources'] };
}

/** Resources of a type, with their logical ids. */
export function ofType(
  { resources }: Pick<Synthesised, 'resources'>,
  type: string,
): readonly (readonly [string, Resource])[] {
  return Object.entries(resources).filter(([, { Type }]) => Type === type);
}

/** The only resource of a list. */
export function onlyOne(resources: readonly (readonly [string, Resource])[]): Resource {
  expect(resources).toHaveLength(1);
  return resources[0]![1];
}
