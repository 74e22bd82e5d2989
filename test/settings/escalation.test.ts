import { expect, test } from 'vitest';
import { formatProblem } from '../../lib/settings/problem.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';

const HEAD = `sources: [{ logGroup: /a, database: orders }]
channels: { pager: { pagerduty: { secret: p } }, other: { pagerduty: { secret: o } }, team: { slack: { secret: s } } }
routes: { critical: [pager, team], health: [a@example.com] }
escalation: { critical: `;
const read = (rule: string) => readSettings(`${HEAD}${rule} }\n`, 'f');

test('levels, with addresses as channels of their own; without `repeat` there is one round', () => {
  const { settings, problems, warnings } = read(
    '{ levels: [{ after: 5m, to: [other] }, { after: 1h30m, to: [b@example.com, team] }] }',
  );
  expect([...problems, ...warnings]).toEqual([]);
  expect(settings!.escalation).toEqual({
    critical: {
      levels: [
        { afterMs: 300_000, to: ['other'] },
        { afterMs: 5_400_000, to: ['b@example.com', 'team'] },
      ],
      repeat: 0,
    },
  });
  expect(settings!.channels.find(({ name }) => name === 'b@example.com')).toMatchObject({
    kind: 'email',
    routes: [],
  });
});

test.each([
  ['24h', true],
  ['24h1s', false],
  ['5m', true],
  ['4m59s', false],
])('a level after %s is allowed: %s', (after, isAllowed) => {
  const { problems } = read(`{ levels: [{ after: ${after}, to: [team] }] }`);
  expect(problems.length === 0).toBe(isAllowed);
});

const LEVEL = (after: string) => `{ after: ${after}, to: [team] }`;

test.each<[string, string, string[]]>([
  [
    'an unknown channel',
    '{ levels: [{ after: 5m, to: [tem] }] }',
    [
      "f:4:54: escalation.critical.levels[0].to[0] is 'tem'; expected pager, other or team, or an e-mail address; did you mean 'team'?",
    ],
  ],
  [
    'a level without `to`',
    '{ levels: [{ after: 5m }] }',
    [
      'f:4:36: escalation.critical.levels[0].to is missing; expected a list of channel names and e-mail addresses, at least one',
    ],
  ],
  [
    'a level that names nobody',
    '{ levels: [{ after: 5m, to: [] }] }',
    [
      'f:4:53: escalation.critical.levels[0].to is an empty list; expected a list of channel names and e-mail addresses, at least one',
    ],
  ],
  [
    'a level without a time',
    '{ levels: [{ to: [team] }] }',
    [
      'f:4:36: escalation.critical.levels[0].after is missing; expected a duration of 5m–24h such as 15m or 1h30m',
    ],
  ],
  [
    'a level below five minutes',
    '{ levels: [{ after: 1m, to: [team] }] }',
    [
      "f:4:45: escalation.critical.levels[0].after is '1m'; expected a duration of 5m–24h such as 15m or 1h30m",
    ],
  ],
  [
    'levels out of order, and at the same time',
    `{ levels: [${LEVEL('45m')}, ${LEVEL('15m')}, ${LEVEL('45m')}] }`,
    [
      "f:4:73: escalation.critical.levels[1].after is '15m'; expected more than 45m, the time of a level before it",
      "f:4:101: escalation.critical.levels[2].after is '45m'; expected more than 45m, the time of a level before it",
    ],
  ],
  [
    'six levels',
    `{ levels: [${[5, 6, 7, 8, 9, 10].map((minutes) => LEVEL(`${minutes}m`)).join(', ')}] }`,
    ['f:4:35: escalation.critical.levels is a list; expected a list of levels, from 1 to 5'],
  ],
  [
    'no level',
    '{ levels: [] }',
    ['f:4:35: escalation.critical.levels is an empty list; expected a list of levels, from 1 to 5'],
  ],
  [
    'too many rounds',
    `{ levels: [${LEVEL('5m')}], repeat: 4 }`,
    ['f:4:72: escalation.critical.repeat is 4; expected a whole number of 0–3'],
  ],
  [
    'one channel twice in a level',
    '{ levels: [{ after: 5m, to: [team, team] }] }',
    ["f:4:60: escalation.critical.levels[0].to[1] is 'team' again; expected each channel once"],
  ],
  [
    'a severity that does not exist',
    `{ levels: [${LEVEL('5m')}] }, health: { levels: [${LEVEL('5m')}] }`,
    ['f:4:66: escalation.health is not known in escalation; expected critical, warning or info'],
  ],
])('%s is refused with its place and what is allowed', (_, rule, wanted) => {
  const { settings, problems } = read(rule);
  expect(problems.map(formatProblem)).toEqual(wanted);
  expect(settings).toBeUndefined();
});

test.each<[string, string, string[]]>([
  [
    'PagerDuty that the route has notified',
    '{ levels: [{ after: 5m, to: [pager] }] }',
    [
      'f:4:49: escalation.critical.levels[0].to names only pager, which PagerDuty was notified through before; its own escalation policy goes on from there, so this level notifies nobody',
    ],
  ],
  [
    'PagerDuty that a lower level has notified',
    '{ levels: [{ after: 5m, to: [other] }, { after: 6m, to: [pager, other] }] }',
    [
      'f:4:77: escalation.critical.levels[1].to names only pager, other, which PagerDuty was notified through before; its own escalation policy goes on from there, so this level notifies nobody',
    ],
  ],
  ['PagerDuty beside another channel', '{ levels: [{ after: 5m, to: [pager, team] }] }', []],
  ['another service of PagerDuty', '{ levels: [{ after: 5m, to: [other] }] }', []],
])('a level with %s', (_, rule, wanted) => {
  const { settings, warnings } = read(rule);
  expect(settings).toBeDefined();
  const unused = /channels\.other is in no route/;
  expect(warnings.map(formatProblem).filter((line) => !unused.test(line))).toEqual(wanted);
});

test('a route that leaves `warning` to `critical` counts for the levels of `warning`', () => {
  const text = HEAD.replace('escalation: { critical:', 'escalation: { warning:');
  const { warnings } = readSettings(`${text}{ levels: [{ after: 5m, to: [pager] }] } }\n`, 'f');
  expect(warnings.map(({ path }) => path)).toContain('escalation.warning.levels[0].to');
});
