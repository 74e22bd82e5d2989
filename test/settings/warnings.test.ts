import { expect, test } from 'vitest';
import { formatProblem } from '../../lib/settings/problem.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';

const SOURCE = 'sources: [{ logGroup: /a, database: orders }]';
const PAGER = 'pager: { pagerduty: { secret: s } }';
const ROUTE = `channels: { ${PAGER} }\nroutes: { critical: [a@example.com, pager] }`;
const ONLY_MAIL =
  'reaches people only by e-mail, which wakes nobody and can end in a spam folder; expected PagerDuty, Slack or a signed webhook too';

test.each([
  [
    'no route at all',
    [SOURCE],
    [
      'f:1:1: routes means that nobody is notified of failures in production: they are critical, and routes.critical names no channel',
    ],
  ],
  [
    'an environment without a receiver',
    ['environments: { staging: {} }', SOURCE, ROUTE],
    [
      'f:1:17: environments.staging means that nobody is notified of failures in staging: they are info, and routes.info names no channel',
    ],
  ],
  [
    'a production that is not called so',
    ['environments: { prod: {} }', SOURCE, ROUTE.replace(']', '], info: [pager]')],
    [
      "f:1:17: environments.prod has failures of severity info, because only 'production' is critical by default; set severity to critical or info",
    ],
  ],
  [
    'a pre-filter in another account',
    [
      'sources:',
      "  - { logGroup: /a, account: '444455556666', preFilter: true, database: orders }",
      '  - { logGroup: /a, database: billing }',
      ROUTE,
    ],
    [
      'f:2:57: sources[0].preFilter leaves out the lines around a failure, and a log group of account 444455556666 cannot be read again; pages will lack them',
    ],
  ],
  [
    'a window on a day and a weekday',
    [
      SOURCE,
      ROUTE,
      "maintenance: [{ name: first, schedule: 'cron(0 3 1 * SUN)', duration: 1h }, { name: sunday, schedule: 'cron(0 3 * * SUN)', duration: 1h }]",
    ],
    [
      "f:4:40: maintenance[0].schedule is 'cron(0 3 1 * SUN)', with a day and a weekday: the monitor takes both days that fit, and AWS does not say what its mute rules do; expected * for one of them",
    ],
  ],
  [
    'a channel in no route',
    [SOURCE, ROUTE.replace(PAGER, `team: { slack: { secret: s } }, ${PAGER}`)],
    ['f:2:13: channels.team is in no route and no escalation level: nothing is sent there'],
  ],
  [
    'a critical route of addresses',
    [SOURCE, 'routes:', '  critical: [a@example.com, b@example.com]'],
    [`f:3:3: routes.critical ${ONLY_MAIL}`],
  ],
  [
    'a critical route of e-mail channels',
    [SOURCE, 'channels: { mail: { email: a@example.com } }', 'routes: { critical: [mail] }'],
    [`f:3:11: routes.critical ${ONLY_MAIL}`],
  ],
  [
    'a critical route of an address and a bus, which wakes nobody either',
    [SOURCE, 'channels: { bus: { eventbridge: {} } }', 'routes: { critical: [a@example.com, bus] }'],
    [`f:3:11: routes.critical ${ONLY_MAIL}`],
  ],
  [
    'nobody to hear that the monitor is broken',
    [SOURCE, 'channels: { team: { slack: { secret: s } } }', 'routes: { critical: [team] }'],
    [
      'f:3:9: routes.health is empty: nobody is notified when the monitor itself is broken; expected e-mail or PagerDuty',
    ],
  ],
  [
    'a rule behind one that takes everything',
    [
      'sources:',
      '  - codebuild: deploy',
      '    rules: [{ database: orders }, { nth: 2, database: billing }]',
      '  - { logGroup: /aws/codebuild/deploy, database: search }',
      ROUTE,
    ],
    [
      'f:3:35: sources[0].rules[1] is never reached, because sources[0].rules[0] matches all its runs; put the narrower rule first',
      'f:4:5: sources[1] is never reached, because sources[0].rules[0] matches all its runs; put the narrower rule first',
    ],
  ],
  [
    'a prefix that hides a longer one',
    [
      'sources:',
      '  - logGroup: /a',
      '    rules: [{ streamPrefix: or, database: a }, { streamPrefix: orders, database: b }, { command: x, database: c }]',
      ROUTE,
    ],
    [
      'f:3:48: sources[0].rules[1] is never reached, because sources[0].rules[0] matches all its runs; put the narrower rule first',
    ],
  ],
  [
    'names of no source',
    [SOURCE, 'databases: { orders: {}, billing: {} }', ROUTE],
    ['f:2:26: databases.billing is not used by any source: no run can be recorded under it'],
  ],
  [
    'error patterns behind a pre-filter',
    [
      'sources:',
      '  - { logGroup: /a, database: orders, preFilter: true }',
      '  - { logGroup: /b, database: orders }',
      'errorPatterns: { full: { regex: disk full } }',
      ROUTE,
    ],
    [
      "f:2:50: sources[0].preFilter lets only lines through that could be golang-migrate's: errorPatterns do not see the other lines of this log group",
    ],
  ],
  [
    'a dedicated build',
    ['sources: [{ codebuild: deploy, dedicated: true, database: orders }]', ROUTE],
    ['f:1:43: sources[0].dedicated has no effect on a build: its end is the end of its last run in any case'],
  ],
])('%s is questioned, and used', (_name, lines, expected) => {
  const { settings, problems, warnings } = readSettings(lines.join('\n'), 'f');
  expect(problems).toEqual([]);
  expect(settings).toBeDefined();
  expect(warnings.map(formatProblem)).toEqual(expected);
});
