import { Annotations, ArnFormat, Aspects, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, type IRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import {
  CfnSubscriptionFilter,
  FilterPattern,
  type IFilterPattern,
  type ILogGroup,
  LogGroup,
  type RetentionDays,
  SubscriptionFilter,
} from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Construct, type IConstruct } from 'constructs';
import { isOwnLogGroup } from '../../settings/own-log-groups.ts';
import { bucketOf, MonitorPart } from '../nested/monitor-part.ts';
import { knownName } from './log-group-name.ts';
import type { MonitorFunction } from './monitor-function.ts';

/**
 * How many subscription filters AWS allows for one log group: `always` in every account, `most` where the higher quota of 2026
 * applies.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const FILTERS_PER_LOG_GROUP = { always: 2, most: 5 };

/**
 * Parts that subscription filters are spread over, by the log group's name: room for some 900 log groups, or 450 that
 * are created.
 *
 * In each part one filter is made after the other, because AWS takes five requests a second.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const LOG_GROUP_PARTS = 4;

/** A log group to subscribe to. */
export interface Subscription {
  readonly logGroup: ILogGroup;
  /**
   * Creates the log group first, and keeps its events for this long. It stays when the stack is deleted.
   *
   * @default it exists already
   */
  readonly create?: RetentionDays;
  /**
   * Creates a subscription filter.
   *
   * @default true
   */
  readonly subscribe?: boolean;
  /**
   * Which log events are delivered; the text around them is then read from the log.
   *
   * @default FilterPattern.allEvents()
   */
  readonly filterPattern?: IFilterPattern;
}

export interface LogIngestProps {
  /** The function that gets the log events. */
  readonly ingest: MonitorFunction;
  /** One for each log group; a second one for the same group throws. */
  readonly subscriptions: readonly Subscription[];
  /** Name of every filter. `AWS/Logs` counts undelivered log events by this name. */
  readonly filterName: string;
  /** Roles that may pass log deliveries on to the function. */
  readonly relays: readonly IRole[];
  /** The monitor's own log groups. They are refused, because their lines would come back for ever. */
  readonly own: readonly ILogGroup[];
}

/** Subscribes the ingest function to the watched log groups. */
export class LogIngest extends Construct {
  readonly filterName: string;
  /** Subscribed log groups, in the given order. */
  readonly logGroups: readonly ILogGroup[];

  constructor(scope: Construct, id: string, props: LogIngestProps) {
    super(scope, id);
    const { ingest, subscriptions, filterName } = props;
    this.filterName = filterName;
    this.logGroups = subscriptions
      .filter(({ subscribe = true }) => subscribe)
      .map(({ logGroup }) => logGroup);
    refuseOwn(props);
    const permission = this.permit(ingest);
    for (const [bucket, own] of bucketsOf(subscriptions)) {
      const part = new MonitorPart(
        this,
        `part-${bucket}`,
        `a quarter of the log groups, part ${bucket}`,
        'Let several services share a log group, or set subscribe: false and pass the events of some log groups on: docs/relay.md',
      );
      subscribeEach(part, own, props, permission);
    }
    for (const { roleArn, node } of props.relays) {
      // Uses the function's resource policy, so that the role's own policy stays unchanged.
      ingest.addPermission(`AllowRelay-${node.path.replaceAll('/', ':')}`, {
        principal: new ArnPrincipal(roleArn),
      });
    }
    Aspects.of(this).add({
      visit: (node) => {
        if (node === this) for (const group of this.logGroups) this.tellOthers(group);
      },
    });
  }

  /** One permission for all: Lambda's resource policy has room for some dozens only. */
  private permit(ingest: MonitorFunction): CfnPermission | undefined {
    if (this.logGroups.length === 0) return undefined;
    const id = 'AllowCloudWatchLogs';
    ingest.addPermission(id, {
      principal: new ServicePrincipal('logs.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
      sourceArn: Stack.of(this).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `${commonBeginning(this.logGroups.map(knownName))}*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    });
    return ingest.node.findChild(id) as CfnPermission;
  }

  /** Warns before the deploy. It counts only the filters of the same app, because only AWS knows the others. */
  private tellOthers(logGroup: ILogGroup): void {
    const { environment } = Stack.of(this);
    const name = knownName(logGroup);
    const reference = resolved(logGroup, logGroup.logGroupName);
    const isIts = (filter: CfnSubscriptionFilter) =>
      Stack.of(filter).environment === environment &&
      (filter.logGroupName === name ||
        (topOf(filter) === topOf(logGroup) && resolved(logGroup, filter.logGroupName) === reference));
    const filters = this.node.root.node
      .findAll()
      .filter((node) => node instanceof CfnSubscriptionFilter)
      .filter(isIts);
    const { always, most } = FILTERS_PER_LOG_GROUP;
    if (filters.length <= always) return;
    const paths = filters.map(({ node }) => node.path).join(', ');
    const words =
      `log group ${name ?? reference} gets ${filters.length} subscription filters (${paths}); AWS allows ${always}, ` +
      `in newer quotas ${most}. Remove one, or let a subscriber pass its events on: docs/relay.md`;
    if (filters.length > most) Annotations.of(this).addError(words);
    else Annotations.of(this).addWarningV2('migrate-watch:subscriptionFilters', words);
  }
}

/** Log groups by the numbers of their parts. The parts of those whose names only the deploy knows follow from their construct ids. */
function bucketsOf(subscriptions: readonly Subscription[]): ReadonlyMap<number, readonly Subscription[]> {
  const byBucket = new Map<number, Subscription[]>();
  const byId = [...subscriptions].sort((a, b) => (idOf(a.logGroup) < idOf(b.logGroup) ? -1 : 1));
  for (const each of byId) {
    const bucket = bucketOf(idOf(each.logGroup), LOG_GROUP_PARTS);
    byBucket.set(bucket, [...(byBucket.get(bucket) ?? []), each]);
  }
  return byBucket;
}

function subscribeEach(
  part: MonitorPart,
  subscriptions: readonly Subscription[],
  { ingest, filterName }: LogIngestProps,
  permission: CfnPermission | undefined,
): void {
  let previous: IConstruct | undefined = permission;
  for (const { logGroup, create, subscribe = true, filterPattern } of subscriptions) {
    const made = create === undefined ? undefined : createLogGroup(part, logGroup, create);
    if (!subscribe) continue;
    const filter: SubscriptionFilter = new SubscriptionFilter(part, `Filter-${idOf(logGroup)}`, {
      logGroup: knownReference(part, logGroup),
      filterName,
      filterPattern: filterPattern ?? FilterPattern.allEvents(),
      destination: new LambdaDestination(ingest, { addPermissions: false }),
    });
    // The first one waits for the permission: CloudWatch Logs sends a test message, and refuses a filter without it.
    if (previous) filter.node.addDependency(previous);
    filter.node.addDependency(made ?? logGroup);
    previous = filter;
  }
}

/** The next deploy can create it again after one that failed: a rollback deletes what the same deploy created. */
function createLogGroup(part: MonitorPart, logGroup: ILogGroup, retention: RetentionDays): LogGroup {
  const logGroupName = knownName(logGroup);
  if (logGroupName === undefined)
    throw new Error(`log group '${logGroup.node.path}' is to be created; expected a name that is known now`);
  return new LogGroup(part, `Group-${idOf(logGroup)}`, {
    logGroupName,
    retention,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}

/** By its name where that is known, so that a nested stack needs no parameter for it. */
function knownReference(part: MonitorPart, logGroup: ILogGroup): ILogGroup {
  const name = knownName(logGroup);
  return name === undefined ? logGroup : LogGroup.fromLogGroupName(part, `Known-${idOf(logGroup)}`, name);
}

/** The stack that is not nested. */
function topOf(scope: IConstruct): Stack {
  const stack = Stack.of(scope);
  return stack.nestedStackParent ? topOf(stack.nestedStackParent) : stack;
}

function resolved(scope: IConstruct, name: string): string {
  return JSON.stringify(Stack.of(scope).resolve(name));
}

function refuseOwn({ subscriptions, own }: LogIngestProps): void {
  const names = own.map(knownName);
  for (const { logGroup } of subscriptions) {
    const name = knownName(logGroup);
    if (!own.includes(logGroup) && (name === undefined || !(names.includes(name) || isOwnLogGroup(name))))
      continue;
    throw new Error(
      `log group '${name ?? logGroup.node.path}' is the monitor's own: its lines would come back for ever. ` +
        'Watch only log groups that golang-migrate writes to',
    );
  }
}

/** Part of construct ids. Does not depend on the order of the settings. */
function idOf(logGroup: ILogGroup): string {
  return (knownName(logGroup) ?? logGroup.node.path).replaceAll('/', ':');
}

/** The longest common prefix of the names; empty if one of them is not known before the deploy. */
function commonBeginning(names: readonly (string | undefined)[]): string {
  const [first = '', ...others] = names;
  let length = first.length;
  for (const other of others) {
    while (!(other ?? '').startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, length);
}
