import * as z from 'zod/mini';
import { ENGINES } from '../../../lambda/contract/engine.ts';
import { LOAD_UNITS } from '../../../lambda/contract/load-unit.ts';
import {
  choice,
  fields,
  flag,
  formerNames,
  list,
  name,
  named,
  numberChoice,
  optional,
  required,
  text,
} from './field.ts';

/**
 * Days that CloudWatch Logs can keep log events.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const logGroupName = () =>
  text(
    'the name of a log group, not its ARN: letters, digits and . _ - / #, at most 512',
    /^(?!aws\/)[A-Za-z0-9._\-/#]{1,512}$/,
  );

const RDS_ID = /^[A-Za-z](?!.*--)[A-Za-z0-9-]{0,61}[A-Za-z0-9]$|^[A-Za-z]$/;

/** One id, or one for each environment. */
function rdsId(what: string) {
  const allowed = `an RDS ${what} identifier, or a mapping from environment to identifier`;
  const id = () => z.string().check(z.regex(RDS_ID));
  return { schema: z.union([id(), z.record(z.string(), id())], { error: allowed }), allowed };
}

/** Of one database; more would hardly be read, and each is a request's cost. */
const MOST_METRICS = 5;
const metric = fields({
  label: required(text('a few words, at most 60 characters', /^[^\p{Cc}]{1,60}$/u), {
    description: 'How pages and reports name it.',
    examples: ['p95 of the orders service'],
  }),
  namespace: required(
    text('a namespace of CloudWatch, such as AWS/ApplicationELB', /^[^\p{Cc}:][^\p{Cc}]{0,254}$/u),
    {
      description: 'Namespace of the metric.',
    },
  ),
  metric: required(text('the name of a metric, at most 255 characters', /^[^\p{Cc}]{1,255}$/u), {
    description: 'Name of the metric.',
  }),
  dimensions: required(
    {
      schema: z
        .record(z.string(), z.string({ error: 'a mapping from dimension to value' }), {
          error: 'a mapping from dimension to value',
        })
        .check(
          z.refine((all: Record<string, string>) => Object.keys(all).length <= 30, {
            error: 'at most 30 dimensions',
          }),
        ),
      allowed: 'a mapping from dimension to value',
    },
    { description: 'All dimensions that the metric is published with, exactly.' },
  ),
  statistic: required(
    text(
      'a statistic of CloudWatch: Average, Maximum, Minimum, Sum, SampleCount or a percentile such as p95',
      /^(?:Average|Maximum|Minimum|Sum|SampleCount|p\d{1,2}(?:\.\d{1,2})?)$/,
    ),
    { description: 'Statistic of each minute.' },
  ),
  unit: optional(choice(LOAD_UNITS), { description: 'How its values are written.', default: 'none' }),
  environment: optional(name('an environment'), {
    description: 'The environment whose runs it is asked for. Default: all of them.',
  }),
});

const database = fields({
  engine: optional(choice(ENGINES), {
    description: "The database engine. If it is left out, the monitor derives it from the driver's errors.",
  }),
  multiStatement: optional(flag(), {
    description:
      '`x-multi-statement` of the database URL. If it is left out, verdicts are cautious about what an error rolled back.',
  }),
  noTxWrap: optional(flag(), {
    description:
      'SQLite: `x-no-tx-wrap` of the database URL. If it is left out, verdicts are cautious about what an error rolled back.',
  }),
  transactionalTables: optional(flag(), {
    description:
      'MySQL: every table that migrations change is InnoDB. If it is left out, verdicts are cautious, because MyISAM, Aria and MEMORY keep the changes of a failed statement.',
  }),
  cluster: optional(rdsId('cluster'), {
    description:
      'RDS or Aurora cluster whose metrics the dashboard shows on the same time axis. Its load is read after each run.',
  }),
  instance: optional(rdsId('instance'), {
    description: 'RDS instance, for a database without a cluster; the same.',
  }),
  metrics: optional(
    {
      schema: z
        .array(metric.schema, { error: `a list of at most ${MOST_METRICS} metrics` })
        .check(z.maxLength(MOST_METRICS, { error: `a list of at most ${MOST_METRICS} metrics` })),
      allowed: `a list of at most ${MOST_METRICS} metrics`,
    },
    {
      description:
        'Metrics of your own, such as the latency of a service that uses the database. They are read after each run, and pages and reports say whether they moved.',
    },
  ),
  was: optional(formerNames('database'), {
    description:
      'Former name, or a list of them, in all environments. The history and the open incidents of that name are carried over while this is set: see docs/upgrading.md.',
    examples: ['orders-old'],
  }),
});

/** Databases by name. */
export const databasesField = named(database.schema, 'a database');

const container = (description: string) =>
  optional(text('a container name of the task definition', /^[A-Za-z0-9_-]{1,255}$/), { description });
const words = (what: string) => text(what, /^[^\p{Cc}]{1,512}$/u);

const rule = fields({
  container: container('Exact container name.'),
  streamPrefix: optional(words('the beginning of a log stream name'), {
    description: 'Beginning of the log stream name.',
  }),
  command: optional(words('a part of the command line'), {
    description: "A part of the command line in a build's log or a task's override.",
  }),
  nth: optional(
    {
      schema: z
        .int({ error: 'a whole number, at least 1' })
        .check(z.minimum(1, { error: 'a whole number, at least 1' })),
      allowed: 'a whole number, at least 1',
    },
    { description: 'The n-th run of its build or container, from 1.' },
  ),
  environment: optional(name('an environment'), {
    description: "Default: the source's.",
  }),
  database: required(name('a database'), { description: 'The database that these runs migrate.' }),
});

const ecs = fields({
  cluster: required(text('the name of an ECS cluster, not its ARN', /^[A-Za-z0-9_-]{1,255}$/), {
    description: 'Name of the ECS cluster that the tasks run in.',
  }),
  family: required(
    text(
      'the family of a task definition, without :revision; one * for any characters',
      /^(?=.{1,255}$)[A-Za-z0-9_-]*\*?[A-Za-z0-9_-]*$/,
    ),
    {
      description:
        'Family of the task definition. One `*` stands for any characters: `*-migrate` watches the tasks of all families that end so.',
    },
  ),
  container: container(
    'Container that runs `migrate`; then only its log streams count. Default: every container of the task; with `dedicated` the only one that is not a helper (log router, agent, collector).',
  ),
});

const source = fields({
  logGroup: optional(logGroupName(), {
    description: 'Log group that holds the output. Default with `codebuild`: `/aws/codebuild/<project>`.',
    examples: ['/ecs/orders-migrate'],
  }),
  logGroupExport: optional(text('the name of a CloudFormation export', /^[A-Za-z0-9:-]{1,255}$/), {
    description: "Instead of `logGroup`: the CloudFormation export that holds the log group's name.",
  }),
  account: optional(text('an account of 12 digits', /^\d{12}$/), {
    description:
      "Account of the log group and of its tasks or builds. Default: the monitor's own. The log events of another account have to be passed on: see docs/relay.md.",
    examples: ['444455556666'],
  }),
  create: optional(flag(), {
    description: 'Creates the log group. It must not exist yet, and stays when the stack is deleted.',
    default: false,
  }),
  retentionDays: optional(numberChoice('days', LOG_RETENTION_DAYS), {
    description: 'With `create`: how long its log events are kept.',
    default: 90,
  }),
  ecs: optional(ecs, {
    description:
      'The ECS tasks that write here. The monitor then gets their starts and stops, and reports a kill, or a task that could not start, at once.',
  }),
  codebuild: optional(text('the name of a CodeBuild project', /^[A-Za-z0-9][A-Za-z0-9_-]{1,149}$/), {
    description:
      'The CodeBuild project whose builds write here. The monitor then gets their starts and ends.',
  }),
  dedicated: optional(flag(), {
    description:
      "The container only migrates, so its start and stop are the run's, whether or not it prints anything.",
    default: false,
  }),
  environment: optional(name('an environment'), {
    description: 'Default: the only environment of the file.',
  }),
  database: optional(name('a database'), {
    description: 'The database that all these runs migrate. Use either this or `rules`.',
  }),
  rules: optional(list(rule.schema, 'rules'), {
    description:
      'Maps runs to databases: the first rule that fits counts. A run that fits no rule gets the database that its entrypoint announces (docs/announce.md), else it is `unmatched`.',
  }),
  subscribe: optional(flag(), {
    description:
      'Creates a subscription filter on the log group. Use `false` when another subscriber passes its events on, because AWS allows only a few filters for each group: see docs/relay.md.',
    default: true,
  }),
  preFilter: optional(flag(), {
    description:
      'Delivers only lines that golang-migrate may have printed. Cheaper in a log shared with a chatty service; the text around a failure is read from the log some minutes later. With `subscribe: false` it declares that the relay filters lines.',
    default: false,
  }),
});

/** Sources in order: across all of them, the first rule that fits a run counts. */
export const sourcesField = list(source.schema, 'sources');
