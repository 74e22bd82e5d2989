import { duration, fields, list, name, optional, required, text } from './field.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const scheduleWords = () => text('cron(minute hour day month weekday) or at(yyyy-mm-ddThh:mm)', /^.{1,256}$/);
const timeZone = () =>
  optional(text('an IANA time zone such as Europe/Berlin', /^.{1,50}$/), {
    description: 'IANA time zone of the schedule.',
    default: 'UTC',
  });

const maintenance = fields({
  name: required(name('a maintenance window'), { description: 'Shown on the incidents that it silences.' }),
  schedule: required(scheduleWords(), {
    description: 'When it begins.',
    examples: ['cron(0 2 * * SUN)', 'at(2027-01-31T02:00)'],
  }),
  duration: required(duration(MINUTE_MS, 15 * DAY_MS, '1m–360h'), {
    description: 'How long it lasts; CloudWatch allows 15 days.',
  }),
  timeZone: timeZone(),
  environments: optional(list(name('an environment').schema, 'environments'), {
    description: 'Default: all.',
  }),
  databases: optional(list(name('a database').schema, 'databases'), { description: 'Default: all.' }),
});

const expectedRun = fields({
  name: required(name('an expected run'), { description: 'Its name on the page.' }),
  schedule: required(scheduleWords(), {
    description: 'When it is expected at the earliest.',
    examples: ['cron(0 3 * * *)'],
  }),
  within: optional(duration(MINUTE_MS, DAY_MS, '1m–24h'), {
    description: 'The run may start this long after the schedule and is still in time.',
    default: '1h',
  }),
  timeZone: timeZone(),
  environment: optional(name('an environment'), {
    description: 'Default: the only environment of the file.',
  }),
  database: required(name('a database'), { description: 'Whose run is expected.' }),
});

export const maintenanceField = list(maintenance.schema, 'maintenance windows');
export const expectedRunsField = list(expectedRun.schema, 'expected runs');
