import type * as z from 'zod/mini';
import { SEALED_AFTER_DAYS } from '../../../lambda/contract/defaults.ts';
import { SEVERITIES } from '../../../lambda/contract/severity.ts';
import { RETENTION_DAYS } from '../../../lambda/contract/table.ts';
import { escalationField } from './escalation.ts';
import {
  choice,
  duration,
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
  whole,
} from './field.ts';
import { keyArn } from './key-arn.ts';
import { reviewField } from './review.ts';
import { channelsField, routesField } from './routes.ts';
import { expectedRunsField, maintenanceField } from './schedules.ts';
import { databasesField, LOG_RETENTION_DAYS, sourcesField } from './sources.ts';
import { environmentThresholdsField, thresholdsField } from './thresholds.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const environment = fields({
  severity: optional(choice(SEVERITIES), {
    description: 'Severity of its failures. Default: `critical` for `production`, `info` for any other.',
  }),
  thresholds: optional(environmentThresholdsField, {
    description: 'Thresholds that differ in this environment.',
  }),
  alarms: optional(
    fields({
      perDatabase: optional(flag(), {
        description: 'Adds a set of alarms for each database.',
        default: false,
      }),
      anomalyDetection: optional(flag(), {
        description:
          "CloudWatch's own band on `RunDuration`, severity info: it informs of runs that have ended, and never wakes anybody.",
        default: true,
      }),
    }),
    { description: 'Which CloudWatch alarms are made.' },
  ),
  was: optional(formerNames('environment'), {
    description:
      'Former name, or a list of them. The history and the open incidents of that name are carried over while this is set: see docs/upgrading.md.',
    examples: ['production'],
  }),
  after: optional(name('the environment before'), {
    description:
      'The environment in which the same migrations run before. `status` and `gate` compare this environment with it. Several environments may come after the same one.',
    examples: ['staging'],
  }),
});

const regexWords = 'a JavaScript regular expression without slashes, at most 200 characters';
const errorPattern = fields({
  regex: required(text(regexWords, /^.{1,200}$/), {
    description:
      'Searched anywhere in a line; case matters. Patterns that a line could make slow are refused.',
    examples: ['No space left on device'],
  }),
  severity: optional(choice(SEVERITIES), { description: "Default: the environment's." }),
});

const days = (most: number) => whole('a whole number of days', SEALED_AFTER_DAYS + 1, most);
const retention = fields({
  factDays: optional(days(400), {
    description: 'The input of runs: redacted lines, starts, ends.',
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
  keyArn: optional(keyArn(), {
    description:
      "Customer-managed key to use. Without it the monitor creates a key: always for the topics, because CloudWatch may not use AWS's own key for SNS, and for the table if `table` asks for one.",
  }),
});

const canary = fields({
  enabled: optional(flag(), {
    description: 'Sends test runs through the whole path; every second one fails. They notify nobody.',
    default: true,
  }),
  every: optional(duration(5 * MINUTE_MS, HOUR_MS, '5m–1h'), {
    description: 'How often; whole minutes.',
    default: '15m',
  }),
  alarmAfterMissing: optional(whole('a whole number', 1, 10), {
    description: 'This many missing test runs in a row raise an alarm on `health`.',
    default: 2,
  }),
});

/**
 * The settings file. {@link completeSettings} fills in the defaults; the ones given here are for documents and editors.
 */
export const settingsField = fields({
  name: optional(
    text(
      'a name: lower-case letters, digits and -, at most 30, beginning with a letter',
      /^[a-z][a-z0-9-]{0,29}$/,
    ),
    {
      description:
        'Prefix of the names of stack, alarms and dashboards, so that one account can hold several monitors. A changed name makes a second monitor; the former one goes on until you destroy its stack.',
      default: 'migrate-watch',
    },
  ),
  sources: required(sourcesField, {
    description: "Where golang-migrate's output is written, and which database each run is of.",
  }),
  relays: optional(list(roleArn().schema, 'role ARNs'), {
    description:
      'Roles of functions that pass log deliveries on, for sources with `subscribe: false`: see docs/relay.md.',
    examples: ['arn:aws:iam::111122223333:role/log-shipper'],
    default: [],
  }),
  ingestConcurrency: optional(whole('a whole number', 1, 1_000), {
    description:
      "Most invocations of `ingest` at a time, reserved from the account's concurrency: a chatty log group then cannot use it up. AWS refuses the deploy if fewer than 100 would be left for other functions. Default: no limit. What happens at the limit: docs/scale.md.",
    examples: [20],
  }),
  environments: optional(named(environment.schema, 'an environment'), {
    description:
      'Default: those that sources name, or `production`. When given, sources may only name these.',
  }),
  databases: optional(databasesField, {
    description:
      'Default: those that sources name, without further details. When given, sources may only name these.',
  }),
  channels: optional(channelsField, { description: 'Ways to reach people.', default: {} }),
  routes: optional(routesField, { description: 'Which severity goes to which channels.' }),
  escalation: optional(escalationField, {
    description: 'Who is notified of an incident that nobody has taken, by severity. Default: nobody else.',
  }),
  thresholds: optional(thresholdsField, { description: 'Time limits of runs.' }),
  errorPatterns: optional(named(errorPattern.schema, 'an error pattern'), {
    description: 'Your own patterns: a matching line in a watched log opens an incident.',
    default: {},
  }),
  maintenance: optional(maintenanceField, {
    description: 'Times in which slow and missing runs notify nobody. Failures always do.',
    default: [],
  }),
  expectedRuns: optional(expectedRunsField, {
    description: 'Runs that are expected on a schedule.',
    default: [],
  }),
  review: optional(reviewField, { description: 'The review of each week and month.' }),
  canary: optional(canary, { description: 'Proof that the whole path works.' }),
  retention: optional(retention, { description: 'How long data is kept.' }),
  encryption: optional(encryption, { description: 'Keys.' }),
  runbookUrl: optional(
    text('an https URL without a fragment, at most 200 characters', /^https:\/\/[^\s#]{1,192}$/),
    {
      description:
        'Address of your copy of docs/runbook.md; pages and alarms link to its headings. Default: the runbook in the repository that package.json names.',
    },
  ),
});

/** What a settings file may hold, as written. */
export type SettingsInput = z.infer<typeof settingsField.schema>;
