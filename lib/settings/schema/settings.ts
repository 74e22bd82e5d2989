import type * as z from 'zod/mini';
import { SEALED_AFTER_DAYS } from '../../../lambda/contract/defaults.ts';
import { SEVERITIES } from '../../../lambda/contract/severity.ts';
import { RETENTION_DAYS } from '../../../lambda/contract/table.ts';
import {
  choice,
  duration,
  fields,
  flag,
  list,
  named,
  numberChoice,
  optional,
  required,
  text,
  whole,
} from './field.ts';
import { channelsField, routesField } from './routes.ts';
import { expectedRunsField, maintenanceField } from './schedules.ts';
import { databasesField, LOG_RETENTION_DAYS, sourcesField } from './sources.ts';
import { environmentThresholdsField, thresholdsField } from './thresholds.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const environment = fields({
  severity: optional(choice(SEVERITIES), {
    description: 'How loud its failures are. Left out: `critical` for `production`, `info` for any other.',
  }),
  thresholds: optional(environmentThresholdsField, { description: 'Where this environment differs.' }),
  alarms: optional(
    fields({
      perDatabase: optional(flag(), {
        description: 'Also one set of alarms for each database.',
        default: false,
      }),
      anomalyDetection: optional(flag(), {
        description: "CloudWatch's own band on `RunDuration`, severity info.",
        default: true,
      }),
    }),
    { description: 'Which CloudWatch alarms stand on its metrics.' },
  ),
});

const regexWords = 'a JavaScript regular expression without slashes, at most 200 characters';
const errorPattern = fields({
  regex: required(text(regexWords, /^.{1,200}$/), {
    description:
      'Searched anywhere in a line, upper and lower case told apart. Checked so that no line can make it slow.',
    examples: ['No space left on device'],
  }),
  severity: optional(choice(SEVERITIES), { description: "Left out: the environment's." }),
});

const days = (most: number) => whole('a whole number of days', SEALED_AFTER_DAYS + 1, most);
const retention = fields({
  factDays: optional(days(400), {
    description: 'What runs are made of: redacted lines, starts, ends.',
    default: RETENTION_DAYS.fact,
  }),
  runDays: optional(days(3_653), {
    description: 'Run records. At least `factDays`.',
    default: RETENTION_DAYS.run,
  }),
  incidentDays: optional(days(3_653), {
    description: 'Incidents. At least `factDays`.',
    default: RETENTION_DAYS.incident,
  }),
  logDays: optional(numberChoice('days', LOG_RETENTION_DAYS), {
    description: "Logs of the monitor's functions, and its log of runs.",
    default: 90,
  }),
});

const roleArn = () => text('the ARN of an IAM role', /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/);

const encryption = fields({
  table: optional(choice(['aws-owned', 'customer-managed']), {
    description: 'Key of the DynamoDB table.',
    default: 'aws-owned',
  }),
  keyArn: optional(
    text('the ARN of a KMS key', /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,128}$/),
    {
      description:
        "Customer-managed key to use. Left out: one is made, for the topics always (CloudWatch may not use AWS's own key for SNS), for the table if it asks for one.",
    },
  ),
});

const canary = fields({
  enabled: optional(flag(), {
    description:
      'Send test runs of the monitor’s own through the whole path; every second one fails. Nobody is told of them.',
    default: true,
  }),
  every: optional(duration(5 * MINUTE_MS, HOUR_MS, '5m–1h'), {
    description: 'How often; whole minutes.',
    default: '15m',
  }),
  alarmAfterMissing: optional(whole('a whole number', 1, 10), {
    description: 'So many in a row that did not come through raise an alarm on `health`.',
    default: 2,
  }),
});

/** The settings file. Defaults are filled in by {@link completeSettings}, and said here for documents and editors. */
export const settingsField = fields({
  name: optional(
    text(
      'a name: lower-case letters, digits and -, at most 30, beginning with a letter',
      /^[a-z][a-z0-9-]{0,29}$/,
    ),
    {
      description:
        'Begins the names of the stack, alarms and dashboards: one account can hold several monitors.',
      default: 'migrate-watch',
    },
  ),
  sources: required(sourcesField, {
    description: "Where golang-migrate's output is written, and which database each run is of.",
  }),
  relays: optional(list(roleArn().schema, 'role ARNs'), {
    description:
      'Roles of functions that hand log deliveries on, for sources with `subscribe: false`: see docs/relay.md.',
    examples: ['arn:aws:iam::111122223333:role/log-shipper'],
    default: [],
  }),
  environments: optional(named(environment.schema, 'an environment'), {
    description: 'Left out: those that sources name, or `production`. Given: sources may name no other.',
  }),
  databases: optional(databasesField, {
    description:
      'Left out: those that sources name, with nothing known of them. Given: sources may name no other.',
  }),
  channels: optional(channelsField, { description: 'Ways to reach people.', default: {} }),
  routes: optional(routesField, { description: 'Which severity goes to which channels.' }),
  thresholds: optional(thresholdsField, { description: 'How long a run may go without …' }),
  errorPatterns: optional(named(errorPattern.schema, 'an error pattern'), {
    description: 'Lines of your own that are to be told of when they stand in a watched log.',
    default: {},
  }),
  maintenance: optional(maintenanceField, {
    description: 'Times in which slow and missing runs are not told of. Failures always are.',
    default: [],
  }),
  expectedRuns: optional(expectedRunsField, {
    description: 'Runs that have to come.',
    default: [],
  }),
  canary: optional(canary, { description: 'Proof that the whole path works.' }),
  retention: optional(retention, { description: 'How long things are kept.' }),
  encryption: optional(encryption, { description: 'Keys.' }),
  runbookUrl: optional(text('an https URL without a fragment', /^https:\/\/[^\s#]+$/), {
    description:
      'Where your copy of docs/runbook.md is; pages and alarms link to its headings. Left out: that of the repository that package.json names.',
  }),
});

/** What a settings file may hold, as written. */
export type SettingsInput = z.infer<typeof settingsField.schema>;
