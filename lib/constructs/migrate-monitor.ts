import { Annotations, Names, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import type { AlarmBase, Dashboard, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { OWN_LOG_GROUPS } from '../../lambda/contract/log-groups.ts';
import type { MetricName } from '../../lambda/contract/metrics.ts';
import { formatMonitorPlace, type MonitorPlace } from '../../lambda/contract/monitor.ts';
import type { PeopleTopic } from '../../lambda/contract/people-topics.ts';
import { REVIEW_DEFAULTS } from '../../lambda/contract/review.ts';
import { SEVERITIES, type Severity } from '../../lambda/contract/severity.ts';
import { fixedWords } from '../fixed-costs.ts';
import { askedTopics } from '../functions/asked-topics.ts';
import { byHandSources } from '../functions/by-hand-sources.ts';
import { deadlinesByEnvironment } from '../functions/deadlines-by-environment.ts';
import { declaredNames } from '../functions/declared-names.ts';
import { declaredSources } from '../functions/declared-source.ts';
import { loadSources } from '../functions/load-sources.ts';
import { mailAddresses } from '../functions/mail-addresses.ts';
import { reviewReceivers } from '../functions/review-receivers.ts';
import { toldLevels } from '../functions/told-levels.ts';
import { RUNBOOK_URL } from '../runbook-url.ts';
import { alarmKey } from './alarms/alarm-key.ts';
import type { AlarmLinks } from './alarms/alarm-spec.ts';
import { environmentsOf, type WatchedEnvironment } from './alarms/environment-options.ts';
import { END_TO_END, HealthAlarms } from './alarms/health-alarms.ts';
import { warnOfIdle } from './alarms/maintenance.ts';
import { PagePathBroken } from './alarms/page-path-alarm.ts';
import type { RunAlarms } from './alarms/run-alarms.ts';
import { type MetricScope, runMetric } from './alarms/run-metric.ts';
import { ChannelPart } from './channel-part.ts';
import { dashboardUrl } from './dashboards/dashboard-link.ts';
import { OverviewDashboard } from './dashboards/overview-dashboard.ts';
import { resourcesOf } from './dashboards/resource-widgets.ts';
import { EnvironmentPart } from './environment-part.ts';
import { fixedPartsOf } from './fixed-parts.ts';
import { ByHand } from './functions/by-hand.ts';
import { Canary } from './functions/canary.ts';
import { LogIngest } from './functions/log-ingest.ts';
import type { MonitorFunction } from './functions/monitor-function.ts';
import { Review } from './functions/review.ts';
import { Sweep } from './functions/sweep.ts';
import { MonitorFunctions } from './monitor-functions.ts';
import { checkProps, type MigrateMonitorProps } from './monitor-props.ts';
import { countResources } from './nested/monitor-part.ts';
import { isDeliveredChannel } from './paging/channel.ts';
import { escalationOf, warnOfUselessLevels } from './paging/escalation.ts';
import { Paging } from './paging/paging.ts';
import { placesOf } from './paging/places.ts';
import { PeoplePolicies } from './people-policies.ts';
import { RunTable } from './run-table.ts';
import { refuseSameNames } from './same-names.ts';
import { ofAccounts } from './sources/of-accounts.ts';
import { StateEvents } from './sources/state-events.ts';
import { warnOfUnnamed } from './sources/warn-of-unnamed.ts';
import { declarationOf, isOwn, logGroupsOf, subscriptionsOf } from './sources/watched-source.ts';

/** Prefix of names of alarms and dashboards; a longer one would leave too little room for the rest. */
const MAX_PREFIX = 40;

/**
 * Watches every execution of golang-migrate in the given log groups: records, metrics, alarms, dashboards and pages.
 *
 * Several monitors in one account and Region need different values of {@link MigrateMonitorProps.namePrefix}, because their metrics,
 * keys and alarms carry it.
 */
export class MigrateMonitor extends Construct {
  /** Its name among the monitors of the account and Region: prefix of its alarms, and dimension `Monitor` of its metrics. */
  readonly name: string;
  /** Facts, run records and incidents. */
  readonly table: ITable;
  /** Topic that writers and alarms publish to; `page` is its only reader. To get pages, subscribe to {@link topics}. */
  readonly events: ITopic;
  /** Topics of pages by severity, and `health` for alarms about the monitor itself. */
  readonly topics: Readonly<Record<PeopleTopic, ITopic>>;
  /** One JSON line for each transition of a run. */
  readonly runsLog: LogGroup;
  /** Runs by hand: `migrate-watch tee` writes the output of each into a log stream `<environment>/<database>/<who and when>`. */
  readonly byHandLog: LogGroup;
  /** Pages of reviews; `undefined` if there are no reviews. */
  readonly reviewPages: Bucket | undefined;
  /** Every function by name: `ingest`, `lifecycle`, `sweep`, `page`, `canary`, `review` and `deliver-<channel>`. */
  readonly functions: Readonly<Record<string, MonitorFunction>>;
  /** Reads log deliveries. A relay passes its own event to it unchanged. */
  readonly ingest: MonitorFunction;
  /**
   * Dead-letter queues by their names in alarms. `migrate-watch redrive --queue <url>` sends their messages again.
   */
  readonly deadLetters: Readonly<Record<string, IQueue>>;
  /** Alarms on runs, by environment. The `composite` of an environment is on while its migrations are in trouble. */
  readonly environments: Readonly<Record<string, RunAlarms>>;
  /** Every alarm, including those on the monitor itself. */
  readonly alarms: readonly AlarmBase[];
  /** Dashboard of all environments. If there is only one, it has that environment's rows too. */
  readonly dashboard: Dashboard;
  /** Dashboards by environment. If there is only one environment, it is {@link dashboard}. */
  readonly dashboards: Readonly<Record<string, Dashboard>>;
  /** Console URL of {@link dashboard}. */
  readonly dashboardUrl: string;
  /** Policies to attach to the roles of people who use the command line: `reader` and `operator`. */
  readonly policies: PeoplePolicies;

  constructor(scope: Construct, id: string, props: MigrateMonitorProps) {
    super(scope, id);
    checkProps(props);
    refuseSameNames(this);
    countResources(
      Stack.of(this),
      'the monitor',
      'Use fewer environments, channels or addresses, or several monitors with different names',
    );
    warnOfUnnamed(this, props.sources);
    const sources = ofAccounts(this, props.sources);
    const { databases = {}, channels = [], maintenance = [], deadlines = {}, errorPatterns = {} } = props;
    const { account, region } = Stack.of(this);
    const namePrefix =
      props.namePrefix ?? Names.uniqueResourceName(this, { maxLength: MAX_PREFIX, separator: '-' });
    this.name = namePrefix;
    const monitor = { account, region, name: namePrefix };
    refuseTwin(this, monitor);
    const environments = environmentsOf(props.environments ?? {}, sources, deadlines, errorPatterns);
    const isOnly = environments.length === 1;
    const links: AlarmLinks = {
      namePrefix,
      runbookUrl: props.runbookUrl ?? RUNBOOK_URL,
      dashboardUrl: (environment) => dashboardUrl(this, namePrefix, isOnly ? undefined : environment),
    };
    this.dashboardUrl = links.dashboardUrl();

    const key = alarmKey(this, 'Key', props.encryptionKey, props.removalPolicy);
    this.table = props.table ?? this.createTable(props, key);
    const paging = new Paging(this, 'Paging', { key, ...(props.topics && { topics: props.topics }) });
    this.events = paging.events;
    this.topics = paging.people;
    const retention = props.logRetention ?? RetentionDays.THREE_MONTHS;
    const byHand = new ByHand(this, 'ByHand', { name: namePrefix, key, retention });
    this.byHandLog = byHand.logGroup;
    const declared = declaredSources(sources.map(declarationOf), databases);
    const byHandRuns = byHandSources(namePrefix, {
      sources: declared,
      environments: environments.map(({ name }) => name),
      databases,
      expectedRuns: props.expectedRuns ?? [],
    });
    this.policies = new PeoplePolicies(this, 'People', {
      table: this.table,
      events: this.events,
      topics: Object.values(this.topics),
      key,
      name: namePrefix,
      byHand: { log: this.byHandLog, targets: byHandRuns.map(({ target }) => target) },
    });

    const log = (scope: Construct, name: string) =>
      new LogGroup(scope, `${name}-log`, {
        logGroupName: `${OWN_LOG_GROUPS}${namePrefix}/${name}`,
        retention,
        removalPolicy: RemovalPolicy.DESTROY,
      });
    this.runsLog = log(this, 'runs');
    const pageLog = log(this, 'page');
    const canary =
      props.canary === false
        ? undefined
        : new Canary(this, 'Canary', { ...props.canary, monitor, log: log(this, 'canary') });
    const escalation = escalationOf(props.escalation ?? {});
    warnOfUselessLevels(this, escalation, channels);
    const told = toldLevels(escalation, channels);
    const addresses = mailAddresses(channels, escalation);
    const { to, timeZone = TimeZone.of(REVIEW_DEFAULTS.timeZone) } = props.review || {};
    const receivers = props.review === false ? {} : reviewReceivers(channels, to);
    const core = new MonitorFunctions(this, 'Functions', {
      monitor,
      table: this.table,
      paging,
      runsLog: this.runsLog,
      pageLog,
      watched: [...Object.values(logGroupsOf(sources.filter(isOwn))), this.byHandLog],
      sources: [...declared, ...byHandRuns, ...(canary ? [canary.source] : [])],
      names: declaredNames({
        environments,
        databases: Object.entries(databases).map(([name, { was = [] }]) => ({ name, was })),
        targets: sources.flatMap(({ rules }) => rules),
        expectedRuns: props.expectedRuns ?? [],
        patterns: Object.keys(errorPatterns),
      }),
      retention: props.retentionDays ?? {},
      deadlines,
      deadlinesByEnvironment: deadlinesByEnvironment(environments),
      severities: Object.fromEntries(environments.map(({ name, severity }) => [name, severity])),
      maintenance,
      escalation: told,
      gaugesPerDatabase: environments.filter((each) => each.alarmsPerDatabase).map(({ name }) => name),
      mailAddresses: addresses,
      askedTopics: askedTopics(channels, escalation),
      load: loadSources(
        declared.map(({ target }) => target),
        databases,
      ),
      review: { timeZone: timeZone.timezoneName, receivers },
      errorPatterns,
      ingestConcurrency: props.ingestConcurrency,
      runbookUrl: links.runbookUrl,
      dashboardUrl: this.dashboardUrl,
    });
    this.ingest = core.ingest;
    const review =
      props.review === false
        ? undefined
        : new Review(this, 'Review', {
            ...props.review,
            variables: core.reviewVariables,
            table: this.table,
            log: log(this, 'review'),
            removalPolicy: props.removalPolicy,
          });
    this.reviewPages = review?.bucket;
    if (review) paging.allowReviews(Object.keys(receivers) as Severity[], review.fn);

    const { health: topic, ...severities } = this.topics;
    const health = { links, topic };
    const delivered: ChannelPart[] = [];
    for (const channel of channels) {
      let part: ChannelPart | undefined;
      if (isDeliveredChannel(channel)) {
        const { table, events, dashboardUrl: url } = this;
        part = new ChannelPart(this, { monitor, channel, table, events, dashboardUrl: url, log, ...health });
        delivered.push(part);
      }
      paging.reach(channel, part?.deliverer, placesOf(channel, channels, told));
    }
    if (!channels.some(({ topics }) => topics.length > 0)) this.warnOfNobody();
    const deliverers = Object.fromEntries(delivered.map(({ part, deliverer }) => [part, deliverer]));
    const own = { ...core.all, ...(canary && { canary: canary.fn }), ...(review && { review: review.fn }) };
    this.functions = { ...own, ...deliverers };

    const logIngest = new LogIngest(this, 'LogIngest', {
      ingest: this.ingest,
      subscriptions: subscriptionsOf(sources.filter(isOwn)),
      filterName: namePrefix,
      relays: props.relays ?? [],
      own: this.node.findAll().filter((node) => node instanceof LogGroup),
    });
    const stateEvents = new StateEvents(this, 'StateEvents', {
      lifecycle: core.lifecycle,
      tasks: sources.flatMap(({ tasks, account }) => (tasks ? { ...tasks, account } : [])),
      projects: sources.flatMap(({ project, account }) =>
        project ? { projectName: project.projectName, account } : [],
      ),
      name: namePrefix,
    });
    const sweep = new Sweep(this, 'Sweep', core.sweep);
    byHand.subscribe(this.ingest, namePrefix);
    canary?.subscribe(this.ingest, namePrefix);
    canary?.schedule(sweep.deadLetters);
    review?.schedule(sweep.deadLetters);

    const lettersOf = (functions: Readonly<Record<string, MonitorFunction>>) =>
      Object.fromEntries(Object.entries(functions).map(([name, fn]) => [name, fn.deadLetters]));
    const queues = {
      ...lettersOf(own),
      ...paging.deadLetters,
      ...(stateEvents.deadLetters && { 'state-events': stateEvents.deadLetters }),
      schedule: sweep.deadLetters,
    };
    this.deadLetters = { ...queues, ...lettersOf(deliverers) };

    const healthAlarms = new HealthAlarms(this, 'Health', {
      functions: own,
      queues,
      topics: { events: this.events, ...severities },
      pagePath: new Set(['page', 'events', END_TO_END, ...SEVERITIES, ...Object.keys(paging.deadLetters)]),
      environment: environments[0]!.name,
      hasMails: Object.keys(addresses).length > 0,
      filterName: logIngest.logGroups.length > 0 ? logIngest.filterName : undefined,
      ...(canary && { canary }),
      ...health,
    });
    const ofChannels = delivered.flatMap((part) => part.health);
    const broken = new PagePathBroken(
      this,
      'PagePathBroken',
      [...healthAlarms.pagePath, ...ofChannels],
      links,
    );
    const isLoud = loudness(environments);
    const parts = environments.map(
      (environment) =>
        new EnvironmentPart(this, `environment-${environment.name}`, {
          environment,
          links,
          events: this.events,
          health: topic,
          ...(isLoud(environment) && { broken }),
          maintenance,
          expectedRuns: (props.expectedRuns ?? []).filter((run) => run.environment === environment.name),
          calls: sweep,
          ...(!isOnly && { resources: resourcesOf(environment.name, sources, databases) }),
          runsLog: this.runsLog,
        }),
    );
    warnOfIdle(
      this,
      maintenance,
      parts.flatMap(({ runs }) => runs.alarms),
    );
    const aboutMonitor = [
      broken,
      ...parts.flatMap((part) => part.health),
      ...healthAlarms.alarms,
      ...ofChannels,
    ];
    this.environments = byEnvironment(parts, ({ runs }) => runs);
    this.alarms = [
      ...parts.flatMap(({ runs }) => [runs.composite, ...runs.alarms.map(({ alarm }) => alarm)]),
      ...aboutMonitor,
    ];
    this.dashboard = new OverviewDashboard(this, 'Overview', {
      namePrefix,
      environments: parts.map(({ runs }) => runs),
      resources: resourcesOf(environments[0]!.name, sources, databases),
      health: aboutMonitor,
      functions: this.functions,
      runsLog: this.runsLog,
    });
    this.dashboards = byEnvironment(parts, ({ dashboard = this.dashboard }) => dashboard);
    Annotations.of(this).addInfoV2(
      'migrate-watch:fixedCosts',
      fixedWords(fixedPartsOf(this, environments, canary?.everyMinutes)),
    );
  }

  /** Failed and blocked runs. */
  metricRunsFailed(scope: MetricScope, options?: MetricOptions): Metric {
    return this.metric('RunsFailed', scope, options);
  }

  /** Runs that were ended from outside, or whose end is unknown. */
  metricRunsKilled(scope: MetricScope, options?: MetricOptions): Metric {
    return this.metric('RunsKilled', scope, options);
  }

  metricRunsSucceeded(scope: MetricScope, options?: MetricOptions): Metric {
    return this.metric('RunsSucceeded', scope, options);
  }

  metricMigrationsApplied(scope: MetricScope, options?: MetricOptions): Metric {
    return this.metric('MigrationsApplied', scope, options);
  }

  /** Seconds that a run took. */
  metricRunDuration(scope: MetricScope, options?: MetricOptions): Metric {
    return this.metric('RunDuration', scope, options);
  }

  /** Seconds that the longest running run has taken; 0 if no run is running. */
  metricRunningFor(scope: MetricScope, options?: MetricOptions): Metric {
    return this.metric('RunningFor', scope, options);
  }

  /** 1 while a database is marked dirty, else 0. */
  metricDirtyDatabase(scope: MetricScope, options?: MetricOptions): Metric {
    return this.metric('DirtyDatabase', scope, options);
  }

  /** Seconds from the last log event of a failure to the channel's answer. */
  metricPageDelay(scope: MetricScope, options?: MetricOptions): Metric {
    return this.metric('PageDelay', scope, options);
  }

  private metric(name: MetricName, scope: MetricScope, options?: MetricOptions): Metric {
    return runMetric(name, { monitor: this.name, ...scope }, options);
  }

  private createTable({ customerManagedTableKey, removalPolicy }: MigrateMonitorProps, key: IKey): ITable {
    const table = new RunTable(this, 'Table', {
      ...(customerManagedTableKey ? { encryptionKey: key } : {}),
      ...(removalPolicy ? { removalPolicy } : {}),
    });
    // CDK's own classes lack `| undefined` where its interfaces have an optional property.
    return table as ITable;
  }

  private warnOfNobody(): void {
    Annotations.of(this).addWarningV2(
      'migrate-watch:nobodyIsTold',
      'No channel is routed to any severity: runs are recorded, but nobody is notified of a failure',
    );
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html */
const MOST_PARENTS = 150;

/** Environments whose failures are critical; all environments if no environment is critical. */
function loudness(environments: readonly WatchedEnvironment[]): (one: WatchedEnvironment) => boolean {
  const critical = environments.filter(({ severity }) => severity === 'critical');
  const highest = critical.length > 0 ? critical : environments;
  if (highest.length > MOST_PARENTS)
    throw new Error(
      `${highest.length} environments are of the highest severity, and ${MOST_PARENTS} alarms may read the alarm of the page path; ` +
        'expected fewer environments of severity critical',
    );
  return (one) => highest.includes(one);
}

function byEnvironment<T>(
  parts: readonly EnvironmentPart[],
  of: (part: EnvironmentPart) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(parts.map((part) => [part.runs.environment.name, of(part)]));
}

/**
 * Two monitors of one name in one account and Region would share alarms, metrics and keys. CloudFormation would notice only at deploy,
 * and only some of them.
 *
 * @throws when the app has a monitor with the same place already
 */
function refuseTwin(monitor: MigrateMonitor, place: MonitorPlace): void {
  for (const other of monitor.node.root.node.findAll()) {
    if (!(other instanceof MigrateMonitor) || other === monitor || other.name !== place.name) continue;
    const { account, region } = Stack.of(other);
    if (formatMonitorPlace({ ...place, account, region }) !== formatMonitorPlace(place)) continue;
    throw new Error(
      `the monitors ${other.node.path} and ${monitor.node.path} are both called '${place.name}', in the same account and Region. ` +
        'Give them different values of namePrefix; in settings files, of name',
    );
  }
}
