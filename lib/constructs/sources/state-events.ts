import { Duration, Stack, Token } from 'aws-cdk-lib';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import { type EventPattern, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DEPLOY_EVENT } from '../../../lambda/contract/deploy-event.ts';
import { isOfFamily } from '../../../lambda/contract/task-family.ts';
import { DeadLetters } from '../functions/dead-letters.ts';
import type { MonitorFunction } from '../functions/monitor-function.ts';
import { familyMatcher, type PackedPattern, packPatterns } from './event-patterns.ts';

/** An ECS cluster; every `ICluster` is one. */
export interface WatchedCluster {
  readonly clusterName: string;
  readonly clusterArn: string;
}

/** ECS tasks whose starts and stops are watched. */
export interface WatchedTasks {
  readonly cluster: WatchedCluster;
  /** Family of the task definition, without `:revision`. One `*` stands for any characters: `*-migrate`. */
  readonly family: string;
}

/** What is in another account than the stack's; its events have to be sent to this account's default event bus. */
interface Elsewhere {
  /** 12 digits; `undefined` for the stack's. */
  readonly account?: string | undefined;
}

export interface StateEventsProps {
  readonly lifecycle: MonitorFunction;
  readonly tasks: readonly (WatchedTasks & Elsewhere)[];
  readonly projects: readonly (Pick<IProject, 'projectName'> & Elsewhere)[];
  /** The monitor's name: a deploy's event names it. */
  readonly name: string;
}

/**
 * Invokes the lifecycle function when a watched ECS task or CodeBuild build starts or ends, and when a deploy says that a run is about to
 * come.
 *
 * EventBridge tries for a day, then puts the event into {@link deadLetters}.
 */
export class StateEvents extends Construct {
  readonly deadLetters: DeadLetters;
  readonly rules: readonly Rule[];

  constructor(scope: Construct, id: string, { lifecycle, tasks, projects, name }: StateEventsProps) {
    super(scope, id);
    const patterns = [...taskPatterns(this, tasks), ...buildPatterns(this, projects), deployPattern(name)];
    checkRules(patterns.length);
    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    this.rules = patterns.map(({ id: ruleId, description, pattern: eventPattern }) => {
      const rule = new Rule(this, ruleId, { description, eventPattern });
      rule.addTarget(targetOf(lifecycle, this.deadLetters));
      return rule;
    });
    allowRules(this.deadLetters, this.rules);
  }
}

/**
 * Rules that Lambda's resource policy of 20 KB has room for, with what else may invoke the function. They match about
 * 800 families.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_RULES = 41;

function checkRules(count: number): void {
  if (count <= MAX_RULES) return;
  // The rule for deploys is not theirs.
  throw new Error(
    `the watched ECS families and CodeBuild projects need ${count - 1} event rules; one monitor takes ${MAX_RULES - 1}. ` +
      "Use one family with an asterisk for many, such as family: '*-migrate'",
  );
}

function targetOf(lifecycle: MonitorFunction, queue: DeadLetters): IRuleTarget {
  const target = new LambdaFunction(lifecycle, { retryAttempts: 185, maxEventAge: Duration.hours(24) });
  return {
    bind: (rule, id) => ({ ...target.bind(rule, id), deadLetterConfig: { arn: queue.queueArn } }),
  };
}

/**
 * One statement for all rules: a queue's policy takes 20 statements, and CDK would add one for each rule.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
 */
function allowRules(queue: DeadLetters, rules: readonly Rule[]): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AllowEventRules',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rules.map(({ ruleArn }) => ruleArn) } },
    }),
  );
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
const MAX_DESCRIPTION = 512;

interface NamedPattern {
  readonly id: string;
  readonly description: string;
  readonly pattern: EventPattern;
}

/** Two monitors of one account do not mix: the event names its monitor. */
function deployPattern(monitor: string): NamedPattern {
  return {
    id: 'Deploys',
    description: `migrate-watch: runs that deploys of ${monitor} expect`,
    pattern: {
      source: [DEPLOY_EVENT.source],
      detailType: [DEPLOY_EVENT.detailType],
      detail: { monitor: [monitor] },
    },
  };
}

/** The first pattern keeps the id that it would have alone. */
function named(id: string, of: string, packed: readonly PackedPattern[]): readonly NamedPattern[] {
  return packed.map(({ names, pattern }, index) => ({
    id: index === 0 ? id : `${id}-${index + 1}`,
    description: `migrate-watch: ${of} ${names.join(', ')}`.slice(0, MAX_DESCRIPTION),
    pattern,
  }));
}

/** Rules for each cluster. */
function taskPatterns(scope: Construct, tasks: StateEventsProps['tasks']): readonly NamedPattern[] {
  const arnOf = (each: WatchedTasks & Elsewhere) => clusterArnOf(scope, each);
  const clusters = new Map(tasks.map((each) => [arnOf(each), each]));
  return [...clusters].flatMap(
    (
      [
        clusterArn,
        {
          account,
          cluster: { clusterName },
        },
      ],
      index,
    ) => {
      const watched = tasks.filter((each) => arnOf(each) === clusterArn);
      const families = [...new Set(watched.map(({ family }) => family))];
      const packed = packPatterns(scope, {
        names: families.filter((family) => !families.some((other) => takesAllOf(other, family))),
        pattern: (some) => ({
          source: ['aws.ecs'],
          detailType: ['ECS Task State Change'],
          detail: {
            clusterArn: [clusterArn],
            lastStatus: ['RUNNING', 'STOPPED'],
            taskDefinitionArn: some.flatMap((family) => familyMatcher(scope, family, account)),
          },
        }),
      });
      const id = `Tasks-${Token.isUnresolved(clusterName) ? index : clusterName}`;
      return account === undefined
        ? named(id, 'tasks of', packed)
        : named(`${id}-${account}`, `tasks of account ${account},`, packed);
    },
  );
}

function clusterArnOf(scope: Construct, { account, cluster }: WatchedTasks & Elsewhere): string {
  if (account === undefined) return cluster.clusterArn;
  return Stack.of(scope).formatArn({
    service: 'ecs',
    account,
    resource: 'cluster',
    resourceName: cluster.clusterName,
  });
}

/** A family that an asterisk in another one covers needs no matcher. */
function takesAllOf(other: string, family: string): boolean {
  return other !== family && !family.includes('*') && isOfFamily(other, family);
}

function buildPatterns(scope: Construct, projects: StateEventsProps['projects']): readonly NamedPattern[] {
  const accounts = [...new Set(projects.map(({ account }) => account))];
  return accounts.flatMap((account) => {
    const ofAccount = projects.filter((each) => each.account === account);
    const packed = packPatterns(scope, {
      names: [...new Set(ofAccount.map(({ projectName }) => projectName))],
      pattern: (some) => ({
        ...(account !== undefined && { account: [account] }),
        source: ['aws.codebuild'],
        detailType: ['CodeBuild Build State Change'],
        detail: { 'project-name': [...some] },
      }),
    });
    return account === undefined
      ? named('Builds', 'starts and ends of builds of', packed)
      : named(`Builds-${account}`, `starts and ends of builds of account ${account},`, packed);
  });
}
