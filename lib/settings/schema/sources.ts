import * as z from 'zod/mini';
import { ENGINES } from '../../../lambda/contract/engine.ts';
import { choice, fields, flag, list, name, named, numberChoice, optional, required, text } from './field.ts';

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

const database = fields({
  engine: optional(choice(ENGINES), {
    description:
      "What golang-migrate's driver talks to. Left out: read from the driver's errors when one is seen.",
  }),
  multiStatement: optional(flag(), {
    description:
      '`x-multi-statement` of the database URL. Left out: not known, and verdicts stay careful about what an error rolled back.',
  }),
  noTxWrap: optional(flag(), {
    description:
      'SQLite: `x-no-tx-wrap` of the database URL. Left out: not known, and verdicts stay careful about what an error rolled back.',
  }),
  transactionalTables: optional(flag(), {
    description:
      'MySQL: every table that migrations change is InnoDB. Left out: not known, because MyISAM, Aria and MEMORY keep what a failed statement changed.',
  }),
  cluster: optional(rdsId('cluster'), {
    description: 'RDS or Aurora cluster whose metrics the dashboard shows on the same time axis.',
  }),
  instance: optional(rdsId('instance'), {
    description: 'RDS instance, when there is no cluster.',
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
    description: "Text inside the command line that a build's log or a task's override shows.",
  }),
  nth: optional(
    {
      schema: z
        .int({ error: 'a whole number from 1 on' })
        .check(z.minimum(1, { error: 'a whole number from 1 on' })),
      allowed: 'a whole number from 1 on',
    },
    { description: 'The n-th run of its build or container, from 1.' },
  ),
  environment: optional(name('an environment'), {
    description: "Left out: the source's.",
  }),
  database: required(name('a database'), { description: 'The database that these runs migrate.' }),
});

const ecs = fields({
  cluster: required(text('the name of an ECS cluster, not its ARN', /^[A-Za-z0-9_-]{1,255}$/), {
    description: 'Name of the ECS cluster that the tasks run in.',
  }),
  family: required(text('the family of a task definition, without :revision', /^[A-Za-z0-9_-]{1,255}$/), {
    description: 'Family of the task definition.',
  }),
  container: container(
    'Container that runs `migrate`; then only its log streams count. Left out: every container of the task; with `dedicated` the only one that is no helper (log router, agent, collector).',
  ),
});

const source = fields({
  logGroup: optional(logGroupName(), {
    description: 'Log group that holds the output. Left out with `codebuild`: `/aws/codebuild/<project>`.',
    examples: ['/ecs/orders-migrate'],
  }),
  logGroupExport: optional(text('the name of a CloudFormation export', /^[A-Za-z0-9:-]{1,255}$/), {
    description: "Instead of `logGroup`: the CloudFormation export that holds the log group's name.",
  }),
  create: optional(flag(), {
    description: 'Make the log group here. It must not exist yet, and stays when the stack goes.',
    default: false,
  }),
  retentionDays: optional(numberChoice('days', LOG_RETENTION_DAYS), {
    description: 'With `create`: how long its log events are kept.',
    default: 90,
  }),
  ecs: optional(ecs, {
    description:
      'The ECS tasks that write here: their starts and stops are then heard of, so that a kill, or a task that could not start, is told at once.',
  }),
  codebuild: optional(text('the name of a CodeBuild project', /^[A-Za-z0-9][A-Za-z0-9_-]{1,149}$/), {
    description: 'The CodeBuild project whose builds write here: their starts and ends are then heard of.',
  }),
  dedicated: optional(flag(), {
    description:
      "The container does nothing but migrate, so that its start and stop are the run's, whether or not it prints anything.",
    default: false,
  }),
  environment: optional(name('an environment'), {
    description: 'Left out: the only environment there is.',
  }),
  database: optional(name('a database'), {
    description: 'The database that all these runs migrate. Either this or `rules`.',
  }),
  rules: optional(list(rule.schema, 'rules'), {
    description:
      'Which run is which database: the first rule that fits counts. A run that none fits is of the database that its entrypoint announces (docs/announce.md), else `unmatched`.',
  }),
  subscribe: optional(flag(), {
    description:
      'Make a subscription filter on the log group. `false` when something else hands its events on, because AWS allows a few filters only for each group: see docs/relay.md.',
    default: true,
  }),
  preFilter: optional(flag(), {
    description:
      'Let only lines through that golang-migrate may have begun. Cheaper in a log shared with a chatty service; the text around a failure is read from the log some minutes later. With `subscribe: false`: what hands events on does so.',
    default: false,
  }),
});

/** Sources in order: over all of them the first rule that fits a run counts. */
export const sourcesField = list(source.schema, 'sources');
