import { Duration, Stack, Token } from 'aws-cdk-lib';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import { type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { DeadLetters } from '../functions/dead-letters.ts';
import type { MonitorFunction } from '../functions/monitor-function.ts';

/** An ECS cluster; every `ICluster` is one. */
export interface WatchedCluster {
  readonly clusterName: string;
  readonly clusterArn: string;
}

/** ECS tasks whose starts and stops are watched. */
export interface WatchedTasks {
  readonly cluster: WatchedCluster;
  /** Family of the task definition, without `:revision`. */
  readonly family: string;
}

export interface StateEventsProps {
  readonly lifecycle: MonitorFunction;
  readonly tasks: readonly WatchedTasks[];
  readonly projects: readonly IProject[];
}

/**
 * Invokes the lifecycle function when a watched ECS task or CodeBuild build starts or ends.
 *
 * EventBridge tries for a day, then puts the event into {@link deadLetters}. If nothing is watched, there is no rule
 * and no queue.
 */
export class StateEvents extends Construct {
  readonly deadLetters: DeadLetters | undefined;
  readonly rules: readonly Rule[];

  constructor(scope: Construct, id: string, { lifecycle, tasks, projects }: StateEventsProps) {
    super(scope, id);
    const patterns = [...taskPatterns(this, tasks), ...buildPatterns(projects)];
    this.deadLetters = patterns.length === 0 ? undefined : new DeadLetters(this, 'DeadLetters');
    this.rules = patterns.map(([name, description, eventPattern]) => {
      const rule = new Rule(this, name, { description, eventPattern });
      rule.addTarget(
        new LambdaFunction(lifecycle, {
          ...(this.deadLetters && { deadLetterQueue: this.deadLetters }),
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      );
      return rule;
    });
  }
}

type NamedPattern = readonly [id: string, description: string, pattern: EventPattern];

/** One rule for each cluster: a pattern holds 2,048 characters, an event bus 300 rules. */
function taskPatterns(scope: Construct, tasks: readonly WatchedTasks[]): NamedPattern[] {
  const clusters = new Map(tasks.map(({ cluster }) => [cluster.clusterArn, cluster]));
  return [...clusters].map(([clusterArn, { clusterName }], index) => {
    const watched = tasks.filter(({ cluster }) => cluster.clusterArn === clusterArn);
    const families = [...new Set(watched.map(({ family }) => family))].sort();
    return [
      `Tasks-${Token.isUnresolved(clusterName) ? index : clusterName}`,
      `migrate-watch: tasks of ${families.join(', ')}`.slice(0, 512),
      {
        source: ['aws.ecs'],
        detailType: ['ECS Task State Change'],
        detail: {
          clusterArn: [clusterArn],
          lastStatus: ['RUNNING', 'STOPPED'],
          taskDefinitionArn: families.flatMap((family) =>
            Match.prefix(
              Stack.of(scope).formatArn({
                service: 'ecs',
                resource: 'task-definition',
                resourceName: `${family}:`,
              }),
            ),
          ),
        },
      },
    ];
  });
}

function buildPatterns(projects: StateEventsProps['projects']): NamedPattern[] {
  if (projects.length === 0) return [];
  const names = [...new Set(projects.map(({ projectName }) => projectName))];
  return [
    [
      'Builds',
      'migrate-watch: starts and ends of watched builds',
      {
        source: ['aws.codebuild'],
        detailType: ['CodeBuild Build State Change'],
        detail: { 'project-name': names },
      },
    ],
  ];
}
