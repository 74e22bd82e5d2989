import type * as z from 'zod/mini';
import { DEADLINES, SEALED_AFTER_DAYS } from '../../lambda/contract/defaults.ts';
import { formatDuration } from './duration.ts';
import {
  choice,
  duration,
  type Field,
  fields,
  flag,
  list,
  name,
  named,
  numberChoice,
  optional,
  required,
  text,
  whole,
} from './field.ts';
import { channelsField, routesField } from './shape-routes.ts';
import { databasesField, LOG_RETENTION_DAYS, sourcesField } from './shape-sources.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const SEVERITIES = ['critical', 'warning', 'info'] as const;

const upToADay = () => duration(MINUTE_MS, DAY_MS, '1m–24h');
const deadline = (field: Field<z.ZodMiniString>, defaultMs: number, description: string) =>
  optional(field, { description, default: formatDuration(defaultMs) });

const warningAndCritical = (what: string, warningMs: number, criticalMs: number) =>
  fields({
    warning: deadline(upToADay(), warningMs, `${what} for this long: a warning.`),
    critical: deadline(
      upToADay(),
      criticalMs,
      `${what} for this long: as severe as its environment. More than \`warning\`.`,
    ),
  });
const silent = () =>
  warningAndCritical('A running run prints nothing', DEADLINES.silentWarningMs, DEADLINES.silentCriticalMs);
const longRunning = () =>
  warningAndCritical('A run lasts', DEADLINES.longRunningWarningMs, DEADLINES.longRunningCriticalMs);

const environment = fields({
  severity: optional(choice(SEVERITIES), {
    description: 'How loud its failures are. Left out: `critical` for `production`, `info` for any other.',
  }),
  thresholds: optional(
    fields({
      silent: optional(silent(), {
        description: 'Left out, wholly or in part: the file’s `thresholds.silent`.',
      }),
      longRunning: optional(longRunning(), {
        description: 'Left out, wholly or in part: the file’s `thresholds.longRunning`.',
      }),
    }),
    { description: 'Where this environment differs.' },
  ),
  alarms: optional(
    fields({
      perDatabase: optional(flag(), {
        description: 'Also one set of alarms for each database.',
        default: false,
      }),
      anomalyDetection: optional(flag(), {
        description: 'CloudWatch’s own band on `RunDuration`, severity info.',
        default: true,
      }),
    }),
    { description: 'Which CloudWatch alarms stand on its metrics.' },
  ),
});

const thresholds = fields({
  silent: optional(silent(), { description: 'A running run that prints nothing.' }),
  longRunning: optional(longRunning(), {
    description: 'A run that lasts; the database’s own baseline once it is learned.',
  }),
  settled: optional(
    fields({
      verbose: deadline(
        duration(10 * SECOND_MS, HOUR_MS, '10s–1h'),
        DEADLINES.settledVerboseMs,
        'With `-verbose` output.',
      ),
      plain: deadline(
        upToADay(),
        DEADLINES.settledPlainMs,
        'With plain output, which does not say what is queued.',
      ),
    }),
    {
      description:
        'A run inside a service is over when all its migrations finished and nothing came for this long.',
    },
  ),
  endUnknown: deadline(
    duration(10 * MINUTE_MS, 7 * DAY_MS, '10m–168h'),
    DEADLINES.endUnknownMs,
    'Silent for this long and no end told: outcome `unknown`.',
  ),
  endNotTold: deadline(
    duration(HOUR_MS, 14 * DAY_MS, '1h–336h'),
    DEADLINES.endNotToldMs,
    'The same where ECS will tell the end. At least `endUnknown`.',
  ),
});

const regexWords = 'a JavaScript regular expression without slashes, at most 200 characters';
const errorPattern = fields({
  regex: required(text(regexWords, /^.{1,200}$/), {
    description:
      'Searched anywhere in a line, upper and lower case told apart. Checked so that no line can make it slow.',
    examples: ['No space left on device'],
  }),
  severity: optional(choice(SEVERITIES), { description: 'Left out: the environment’s.' }),
});

const scheduleWords = () => text('cron(minute hour day month weekday) or at(yyyy-mm-ddThh:mm)', /^.{1,256}$/);
const timeZone = () =>
  optional(text('an IANA time zone such as Europe/Berlin', /^.{1,50}$/), {
    description: 'IANA time zone of the schedule.',
    default: 'UTC',
  });

const maintenance = fields({
  name: required(name('a maintenance window'), { description: 'Written on the incidents that it silences.' }),
  schedule: required(scheduleWords(), {
    description: 'When it begins.',
    examples: ['cron(0 2 * * SUN)', 'at(2027-01-31T02:00)'],
  }),
  duration: required(duration(MINUTE_MS, 15 * DAY_MS, '1m–360h'), {
    description: 'How long it lasts; CloudWatch allows 15 days.',
  }),
  timeZone: timeZone(),
  environments: optional(list(name('an environment').schema, 'environments'), {
    description: 'Left out: all.',
  }),
  databases: optional(list(name('a database').schema, 'databases'), { description: 'Left out: all.' }),
});

const expectedRun = fields({
  name: required(name('an expected run'), { description: 'What the page calls it.' }),
  schedule: required(scheduleWords(), {
    description: 'When it is expected at the earliest.',
    examples: ['cron(0 3 * * *)'],
  }),
  within: optional(duration(MINUTE_MS, DAY_MS, '1m–24h'), {
    description: 'Started this long after the schedule, it still came in time.',
    default: '1h',
  }),
  timeZone: timeZone(),
  environment: optional(name('an environment'), { description: 'Left out: the only environment there is.' }),
  database: required(name('a database'), { description: 'Whose run is expected.' }),
});

const days = (most: number) => whole('a whole number of days', SEALED_AFTER_DAYS + 1, most);
const retention = fields({
  factDays: optional(days(400), {
    description: 'What runs are made of: redacted lines, starts, ends.',
    default: 45,
  }),
  runDays: optional(days(3_653), { description: 'Run records. At least `factDays`.', default: 400 }),
  incidentDays: optional(days(3_653), { description: 'Incidents. At least `factDays`.', default: 400 }),
  logDays: optional(numberChoice('days', LOG_RETENTION_DAYS), {
    description: 'Logs of the monitor’s functions, and its log of runs.',
    default: 90,
  }),
});

const encryption = fields({
  table: optional(choice(['aws-owned', 'customer-managed']), {
    description: 'Key of the DynamoDB table.',
    default: 'aws-owned',
  }),
  keyArn: optional(
    text('the ARN of a KMS key', /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,128}$/),
    {
      description:
        'Customer-managed key to use. Left out: one is made, for the topics always (CloudWatch may not use AWS’s own key for SNS), for the table if it asks for one.',
    },
  ),
});

const canary = fields({
  enabled: optional(flag(), { description: 'Write a test run through the whole path.', default: true }),
  every: optional(duration(5 * MINUTE_MS, HOUR_MS, '5m–1h'), { description: 'How often.', default: '15m' }),
  alarmAfterMissing: optional(whole('a whole number', 1, 10), {
    description: 'So many missing in a row raise the alarm.',
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
    description: 'Where golang-migrate’s output is written, and which database each run is of.',
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
  thresholds: optional(thresholds, { description: 'How long a run may go without …' }),
  errorPatterns: optional(named(errorPattern.schema, 'an error pattern'), {
    description: 'Lines of your own that are to be told of when they stand in a watched log.',
    default: {},
  }),
  maintenance: optional(list(maintenance.schema, 'maintenance windows'), {
    description: 'Times in which slow and missing runs are not told of. Failures always are.',
    default: [],
  }),
  expectedRuns: optional(list(expectedRun.schema, 'expected runs'), {
    description: 'Runs that have to come.',
    default: [],
  }),
  canary: optional(canary, { description: 'Proof that the whole path works.' }),
  retention: optional(retention, { description: 'How long things are kept.' }),
  encryption: optional(encryption, { description: 'Keys.' }),
  runbookUrl: optional(text('an https URL without a fragment', /^https:\/\/[^\s#]+$/), {
    description:
      'Where your copy of docs/runbook.md is; pages link to its headings. Left out: the project’s own.',
  }),
});

/** What a settings file may hold, as written. */
export type SettingsInput = z.infer<typeof settingsField.schema>;
