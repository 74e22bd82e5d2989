import { expect, test } from 'vitest';
import { formatProblem } from '../../lib/settings/problem.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';

const SOURCE = 'sources:\n  - { logGroup: /ecs/orders, database: orders }';
const ROUTE = 'routes: { critical: [oncall@example.com] }';

/** What is wrong, the file's lines, and all that is said of it. */
const FILES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'an empty file',
    [],
    [
      'f:1:1: the file is empty; expected at least sources: [{ logGroup: /ecs/orders-migrate, database: orders }]',
    ],
  ],
  [
    'only a comment',
    ['# nothing yet'],
    [
      'f:1:1: the file is empty; expected at least sources: [{ logGroup: /ecs/orders-migrate, database: orders }]',
    ],
  ],
  [
    'a list at the top',
    ['- logGroup: /ecs/orders'],
    [
      'f:1:1: the file is a list; expected a mapping with name, sources, relays, ingestConcurrency, environments, databases, channels, routes, escalation, thresholds, errorPatterns, maintenance, expectedRuns, review, canary, retention, encryption, runbookUrl',
    ],
  ],
  [
    'text that is not YAML',
    ['sources: ['],
    [
      'f:2:1: the file is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ],
  [
    'a tab for indentation',
    ['sources:', '\t- database: orders'],
    ['f:2:1: this line is indented by a tab; expected spaces'],
  ],
  [
    'two documents',
    [SOURCE, '---', SOURCE],
    ['f:3:1: a second document begins here; expected one document in the file'],
  ],
  ['no sources', [ROUTE], ['f:1:1: sources is missing; expected a list of sources']],
  [
    'an account without quotes',
    ['sources:', '  - { logGroup: /a, account: 444455556666, database: orders }', ROUTE],
    [
      'f:2:30: sources[0].account is 444455556666; expected an account of 12 digits; a text that looks like a number needs quotes',
    ],
  ],
  [
    'an account of eleven digits',
    ['sources:', "  - { logGroup: /a, account: '44445555666', database: orders }", ROUTE],
    ["f:2:30: sources[0].account is '44445555666'; expected an account of 12 digits"],
  ],
  [
    'what a monitor cannot do in another account',
    [
      'sources:',
      "  - { logGroup: /a, account: '444455556666', create: true, subscribe: true, database: orders }",
      "  - { logGroupExport: b, account: '444455556666', database: orders }",
      ROUTE,
    ],
    [
      "f:2:54: sources[0].create is true for a log group of account 444455556666, where the monitor creates nothing; expected a log group that exists; leave out account if 444455556666 is the monitor's own",
      "f:2:71: sources[0].subscribe is true for a log group of account 444455556666, where the monitor creates nothing; expected that its log events are passed on, as docs/relay.md says; leave out account if 444455556666 is the monitor's own",
      "f:3:26: sources[1].account is used together with logGroupExport, which is an export of the monitor's own account; expected logGroup with the name",
    ],
  ],
  [
    'an empty list of sources',
    ['sources: []', ROUTE],
    ['f:1:10: sources is an empty list; expected at least one source'],
  ],
  [
    'a relay that is not a role',
    [SOURCE, ROUTE, 'relays: [arn:aws:iam::111122223333:user/me]'],
    ["f:4:10: relays[0] is 'arn:aws:iam::111122223333:user/me'; expected the ARN of an IAM role"],
  ],
  [
    'unknown key at the top',
    [SOURCE, ROUTE, 'enviroments: {}'],
    [
      "f:4:1: enviroments is not known; expected name, sources, relays, ingestConcurrency, environments, databases, channels, routes, escalation, thresholds, errorPatterns, maintenance, expectedRuns, review, canary, retention, encryption or runbookUrl; did you mean 'environments'?",
    ],
  ],
  [
    'unknown key with another spelling',
    ['sources:', '  - { log_group: /ecs/orders, database: orders }', ROUTE],
    [
      "f:2:7: sources[0].log_group is not known in sources[0]; expected logGroup, logGroupExport, account, create, retentionDays, ecs, codebuild, dedicated, environment, database, rules, subscribe or preFilter; did you mean 'logGroup'?",
    ],
  ],
  [
    'unknown key that resembles none',
    [SOURCE, ROUTE, 'colour: blue'],
    [
      'f:4:1: colour is not known; expected name, sources, relays, ingestConcurrency, environments, databases, channels, routes, escalation, thresholds, errorPatterns, maintenance, expectedRuns, review, canary, retention, encryption or runbookUrl',
    ],
  ],
  [
    'a number where a name belongs',
    ['sources:', '  - { logGroup: /ecs/orders, database: 12 }', ROUTE],
    [
      'f:2:40: sources[0].database is 12; expected a name for a database: letters, digits, . _ and -, at most 50, beginning with a letter or digit; a text that looks like a number needs quotes',
    ],
  ],
  [
    'ARN of a log group',
    [
      'sources:',
      '  - logGroup: arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/orders',
      '    database: orders',
      ROUTE,
    ],
    [
      "f:2:15: sources[0].logGroup is 'arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/orders'; expected the name of a log group, not its ARN: letters, digits and . _ - / #, at most 512",
    ],
  ],
  [
    "nothing to read, nobody's runs",
    ['sources:', '  - { dedicated: true }', ROUTE],
    [
      'f:2:5: sources[0] does not say what to read; expected logGroup, logGroupExport or codebuild',
      'f:2:5: sources[0] does not say which database its runs are of; expected database or rules',
    ],
  ],
  [
    'log group and export at once',
    [
      'sources:',
      '  - logGroup: /ecs/orders',
      '    logGroupExport: shared-orders',
      '    database: orders',
      ROUTE,
    ],
    ['f:3:5: sources[0].logGroupExport is used together with logGroup; expected one of the two'],
  ],
  [
    'database and rules at once',
    [
      'sources:',
      '  - logGroup: /ecs/orders',
      '    database: orders',
      '    rules: [{ nth: 1, database: orders }]',
      ROUTE,
    ],
    [
      'f:3:5: sources[0].database is used together with rules; expected one of the two (a last rule with only database takes the other runs)',
    ],
  ],
  [
    'retention of a log group not made here',
    ['sources:', '  - { logGroup: /ecs/orders, retentionDays: 30, database: orders }', ROUTE],
    [
      'f:2:45: sources[0].retentionDays is 30 for a log group that the monitor does not create; expected retentionDays only with create: true',
    ],
  ],
  [
    'retention that CloudWatch Logs does not have',
    ['sources:', '  - { logGroup: /ecs/orders, create: true, retentionDays: 31, database: orders }', ROUTE],
    [
      'f:2:59: sources[0].retentionDays is 31; expected days: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653',
    ],
  ],
  [
    'a log group of the monitor',
    [
      'sources:',
      '  - { logGroup: /migrate-watch/runs, database: orders }',
      '  - { logGroup: /aws/lambda/migrate-watch-ingest, database: orders }',
      ROUTE,
    ],
    [
      "f:2:17: sources[0].logGroup is '/migrate-watch/runs', a log group of the monitor itself; expected one that golang-migrate's output is written to",
      "f:3:17: sources[1].logGroup is '/aws/lambda/migrate-watch-ingest', a log group of the monitor itself; expected one that golang-migrate's output is written to",
    ],
  ],
  [
    'one log group made twice',
    [
      'sources:',
      '  - { logGroup: /ecs/orders, create: true, ecs: { cluster: a, family: b, container: c }, database: orders }',
      '  - { logGroup: /ecs/orders, create: true, database: billing }',
      ROUTE,
    ],
    [
      "f:3:38: sources[1].create creates '/ecs/orders' again, which sources[0] creates; expected create: true once for each log group",
    ],
  ],
  [
    'ECS and CodeBuild at once',
    [
      'sources:',
      '  - ecs: { cluster: production, family: orders }',
      '    codebuild: deploy',
      '    database: orders',
      ROUTE,
    ],
    ['f:3:5: sources[0].codebuild is used together with ecs; expected one of the two'],
  ],
  [
    'cluster without family',
    ['sources:', '  - { logGroup: /ecs/orders, ecs: { cluster: production }, database: orders }', ROUTE],
    [
      'f:2:35: sources[0].ecs.family is missing; expected the family of a task definition, without :revision; one * for any characters',
    ],
  ],
  [
    'a rule for another container',
    [
      'sources:',
      '  - logGroup: /ecs/orders',
      '    ecs: { cluster: production, family: orders, container: migrate }',
      '    rules: [{ container: app, database: orders }]',
      ROUTE,
    ],
    [
      "f:4:26: sources[0].rules[0].container is 'app', but the source reads only 'migrate'; expected ecs without container",
    ],
  ],
  [
    'a rule whose nth is 0',
    ['sources:', '  - codebuild: deploy', '    rules: [{ nth: 0, database: orders }]', ROUTE],
    ['f:3:20: sources[0].rules[0].nth is 0; expected a whole number, at least 1'],
  ],
  [
    'an unknown database',
    [SOURCE, ROUTE, 'databases: { ordres: {} }'],
    [
      "f:2:40: sources[0].database is 'orders'; expected ordres, which 'databases' declares; did you mean 'ordres'?",
    ],
  ],
  [
    'an unknown environment',
    [
      'environments: { production: {}, staging: {} }',
      'sources:',
      '  - { logGroup: /ecs/orders, environment: stagign, database: orders }',
      '  - { logGroup: /ecs/live, environment: production, database: orders }',
      ROUTE,
    ],
    [
      "f:3:43: sources[0].environment is 'stagign'; expected production or staging, which 'environments' declares; did you mean 'staging'?",
    ],
  ],
  [
    'an environment where none is declared',
    [
      'environments: {}',
      'sources: [{ logGroup: /ecs/orders, environment: production, database: orders }]',
      ROUTE,
    ],
    [
      "f:2:49: sources[0].environment is 'production'; expected a name that 'environments' declares; there is none yet",
    ],
  ],
  [
    'no environment where there are several',
    ['environments: { production: {}, staging: { severity: critical } }', SOURCE, ROUTE],
    [
      'f:3:5: sources[0].environment is missing, but there are several environments; expected production or staging',
    ],
  ],
  [
    'two environments of the same name',
    ['environments:', '  production: {}', '  production: {}', SOURCE, ROUTE],
    ["f:3:3: 'production' is used twice in one mapping; expected each name once"],
  ],
  [
    'two environments apart by case',
    [
      'environments:',
      '  production: {}',
      '  Production: {}',
      'sources:',
      '  - { logGroup: /a, environment: production, database: orders }',
      '  - { logGroup: /b, environment: Production, database: orders }',
      ROUTE,
    ],
    [
      "f:3:3: environments.Production differs from 'production' only in upper and lower case; expected a different name",
    ],
  ],
  [
    'a reserved environment',
    ['sources:', '  - { logGroup: /ecs/orders, environment: canary, database: orders }', ROUTE],
    [
      "f:2:43: sources[0].environment is 'canary', a name that the monitor itself uses; expected another name",
    ],
  ],
  [
    'a name with a slash',
    ['environments: { eu/production: {} }', SOURCE, ROUTE],
    [
      "f:1:32: environments['eu/production'] is not a name; expected a name for an environment: letters, digits, . _ and -, at most 50, beginning with a letter or digit",
    ],
  ],
  [
    "an engine that golang-migrate's drivers are not sorted by",
    [SOURCE, ROUTE, 'databases: { orders: { engine: postgresql } }'],
    [
      "f:4:32: databases.orders.engine is 'postgresql'; expected one of postgres, cockroach, mysql, sqlite, other; did you mean 'postgres'?",
    ],
  ],
  [
    'cluster and instance at once',
    [SOURCE, ROUTE, 'databases:', '  orders:', '    cluster: orders', '    instance: orders'],
    ['f:7:15: databases.orders.instance is used together with cluster; expected one of the two'],
  ],
  [
    'a cluster in an unknown environment',
    [SOURCE, ROUTE, 'databases:', '  orders:', '    cluster: { prod: orders }'],
    ["f:6:16: databases.orders.cluster.prod is for 'prod'; expected production, which sources name"],
  ],
  [
    'a warning that comes after what it warns of',
    [SOURCE, ROUTE, 'thresholds:', '  silent: { warning: 15m }'],
    ["f:5:22: thresholds.silent.warning is '15m'; expected less than critical, 15m"],
  ],
  [
    'thresholds of one environment out of order',
    ['environments:', '  production:', '    thresholds: { longRunning: { critical: 5m } }', SOURCE, ROUTE],
    [
      "f:3:44: environments.production.thresholds.longRunning.critical is '5m'; expected more than warning, 10m",
    ],
  ],
  [
    'a duration without unit',
    [SOURCE, ROUTE, 'thresholds: { endUnknown: 2 }'],
    [
      'f:4:27: thresholds.endUnknown is 2; expected a duration of 10m–168h such as 15m or 1h30m; a text that looks like a number needs quotes',
    ],
  ],
  [
    'a duration out of range',
    [SOURCE, ROUTE, 'canary: { every: 10s }'],
    ["f:4:18: canary.every is '10s'; expected a duration of 5m–1h such as 15m"],
  ],
  [
    'a review at a time that no clock shows',
    [SOURCE, ROUTE, "review: { at: '8:00' }"],
    ["f:4:15: review.at is '8:00'; expected a time of day such as 08:00"],
  ],
  [
    'a review in a time zone that nobody knows',
    [SOURCE, ROUTE, 'review: { timeZone: Europe/Berln }'],
    ["f:4:21: review.timeZone is 'Europe/Berln'; expected an IANA time zone such as Europe/Berlin"],
  ],
  [
    'a review to a channel that is not declared',
    [SOURCE, ROUTE, 'review: { to: [team] }'],
    ["f:4:16: review.to[0] is 'team'; expected an e-mail address, or a name that 'channels' declares"],
  ],
  [
    'a review to PagerDuty, and to an address that gets no pages',
    [
      SOURCE,
      'channels: { oncall: { pagerduty: { secret: s } } }',
      'routes: { critical: [oncall, a@example.com] }',
      'review: { to: [oncall, b@example.com, a@example.com] }',
    ],
    [
      "f:5:16: review.to[0] names 'oncall', which is pagerduty; expected email, slack or webhook",
      "f:5:24: review.to[1] names 'b@example.com', which is on no route; expected a channel on a route of critical, warning, info",
    ],
  ],
  [
    'a canary at half minutes',
    [SOURCE, ROUTE, 'canary: { every: 7m30s }'],
    ["f:4:18: canary.every is '7m30s'; expected whole minutes"],
  ],
  [
    'a canary that is only switched',
    [SOURCE, ROUTE, 'canary: false'],
    ['f:4:9: canary is false; expected a mapping with enabled, every, alarmAfterMissing'],
  ],
  [
    'the canary’s environment declared',
    [SOURCE, ROUTE, 'environments: { canary: {} }'],
    ["f:4:17: environments.canary is 'canary', a name that the monitor itself uses; expected another name"],
  ],
  [
    'a channel of two kinds',
    [
      SOURCE,
      'channels:',
      '  team: { email: team@example.com, slack: { secret: slack } }',
      'routes: { critical: [team] }',
    ],
    [
      'f:4:3: channels.team is email and slack at the same time; expected one of email, pagerduty, slack, webhook, eventbridge',
    ],
  ],
  [
    'a channel of no kind',
    [SOURCE, 'channels:', '  team: {}', 'routes: { critical: [team], health: [oncall@example.com] }'],
    ['f:4:3: channels.team has no kind; expected one of email, pagerduty, slack, webhook, eventbridge'],
  ],
  [
    'an unknown channel',
    [SOURCE, 'channels: { oncall: { email: oncall@example.com } }', 'routes: { critical: [oncal] }'],
    ["f:4:22: routes.critical[0] is 'oncal'; expected oncall, or an e-mail address; did you mean 'oncall'?"],
  ],
  [
    'one channel twice',
    [SOURCE, 'routes: { critical: [a@example.com, a@example.com] }'],
    ["f:3:37: routes.critical[1] is 'a@example.com' again; expected each channel once"],
  ],
  [
    'a health route through a function',
    [
      SOURCE,
      'channels: { team: { slack: { secret: slack } } }',
      'routes: { critical: [team], health: [team] }',
    ],
    [
      "f:4:38: routes.health[0] is 'team', which needs a function of the monitor; expected e-mail or PagerDuty, which SNS reaches directly",
    ],
  ],
  [
    'a webhook without TLS',
    [
      SOURCE,
      'channels: { audit: { webhook: { url: "http://audit.example.com", secret: key } } }',
      'routes: { critical: [oncall@example.com], info: [audit] }',
    ],
    [
      "f:3:38: channels.audit.webhook.url is 'http://audit.example.com'; expected an https URL without credentials or fragment",
    ],
  ],
  [
    'a bus that is a rule',
    [
      SOURCE,
      'channels: { bus: { eventbridge: { bus: "arn:aws:events:eu-central-1:111122223333:rule/x" } } }',
      'routes: { critical: [oncall@example.com, bus] }',
    ],
    [
      "f:3:40: channels.bus.eventbridge.bus is 'arn:aws:events:eu-central-1:111122223333:rule/x'; expected the name or ARN of an event bus",
    ],
  ],
  [
    'a bus that is not named',
    [SOURCE, 'channels: { bus: { eventbridge: } }', 'routes: { critical: [oncall@example.com, bus] }'],
    ['f:3:33: channels.bus.eventbridge is empty; expected a mapping with bus'],
  ],
  [
    'a bus with a secret',
    [
      SOURCE,
      'channels: { bus: { eventbridge: { secret: key } } }',
      'routes: { critical: [oncall@example.com, bus] }',
    ],
    ['f:3:35: channels.bus.eventbridge.secret is not known in channels.bus.eventbridge; expected bus'],
  ],
  [
    'a health route to a bus',
    [
      SOURCE,
      'channels: { bus: { eventbridge: {} } }',
      'routes: { critical: [oncall@example.com], health: [bus] }',
    ],
    [
      "f:4:52: routes.health[0] is 'bus', which needs a function of the monitor; expected e-mail or PagerDuty, which SNS reaches directly",
    ],
  ],
  [
    'a Slack webhook in the file',
    [
      SOURCE,
      'channels: { team: { slack: { secret: https://hooks.slack.com/services/T000/B000/XXXX } } }',
      'routes: { critical: [team, oncall@example.com] }',
    ],
    [
      'f:3:38: channels.team.slack.secret holds the URL of a Slack webhook, which does not belong in this file; expected the name or ARN of a secret in Secrets Manager (aws secretsmanager create-secret). Replace the secret: somebody may have read it here',
    ],
  ],
  [
    'a PagerDuty key in the file',
    [
      SOURCE,
      'channels: { oncall: { pagerduty: { secret: 0123456789abcdef0123456789abcdef } } }',
      'routes: { critical: [oncall] }',
    ],
    [
      'f:3:44: channels.oncall.pagerduty.secret holds a PagerDuty routing key, which does not belong in this file; expected the name or ARN of a secret in Secrets Manager (aws secretsmanager create-secret). Replace the secret: somebody may have read it here',
    ],
  ],
  [
    'what the declared engine does not have',
    [
      SOURCE,
      ROUTE,
      'databases: { orders: { engine: mysql, noTxWrap: true }, b: { engine: postgres, transactionalTables: false }, c: { engine: sqlite, multiStatement: true } }',
    ],
    [
      "f:4:39: databases.orders.noTxWrap does not apply to engine 'mysql', which has no x-no-tx-wrap; expected engine sqlite, or no noTxWrap",
      "f:4:80: databases.b.transactionalTables does not apply to engine 'postgres', which has no storage engines to choose from; expected engine mysql, or no transactionalTables",
      "f:4:131: databases.c.multiStatement does not apply to engine 'sqlite', which has no x-multi-statement; expected another engine, or no multiStatement",
    ],
  ],
  [
    'a password in the file',
    [SOURCE, ROUTE, 'databases: { orders: { password: hunter2 } }'],
    [
      'f:4:24: databases.orders.password is not known in databases.orders; expected engine, multiStatement, noTxWrap, transactionalTables, cluster, instance, metrics or was',
      'f:4:34: databases.orders.password holds a secret, which does not belong in this file; expected the name or ARN of a secret in Secrets Manager (aws secretsmanager create-secret). Replace the secret: somebody may have read it here',
    ],
  ],
  [
    'a database URL in the file',
    ['sources:', '  - { logGroup: /ecs/orders, database: "postgres://app:hunter2@db/orders" }', ROUTE],
    [
      'f:2:40: sources[0].database holds a URL with credentials, which does not belong in this file; expected the name or ARN of a secret in Secrets Manager (aws secretsmanager create-secret). Replace the secret: somebody may have read it here',
    ],
  ],
  [
    'a webhook in a route',
    [
      SOURCE,
      'routes: { critical: [oncall@example.com], info: ["https://hooks.slack.com/services/T000/B000/XXXX"] }',
    ],
    [
      'f:3:50: routes.info[0] holds the URL of a Slack webhook, which does not belong in this file; expected the name or ARN of a secret in Secrets Manager (aws secretsmanager create-secret). Replace the secret: somebody may have read it here',
    ],
  ],
  [
    'a window without duration',
    [SOURCE, ROUTE, 'maintenance:', '  - { name: patches, schedule: cron(0 2 * * SUN) }'],
    ['f:5:5: maintenance[0].duration is missing; expected a duration of 1m–360h such as 90s, 15m or 1h30m'],
  ],
  [
    'a schedule with six fields',
    [SOURCE, ROUTE, 'maintenance:', '  - { name: patches, schedule: cron(0 2 ? * SUN *), duration: 2h }'],
    [
      "f:5:32: maintenance[0].schedule is 'cron(0 2 ? * SUN *)'; expected 5 fields, minute hour day month weekday, not 6 (six fields with a year are EventBridge's)",
    ],
  ],
  [
    'schedules that never come',
    [
      SOURCE,
      ROUTE,
      'expectedRuns:',
      '  - { name: nightly, schedule: cron(0 24 * * *), database: orders }',
      '  - { name: once, schedule: at(2027-02-30T02:00), database: orders }',
      '  - { name: daily, schedule: every day, database: orders }',
    ],
    [
      "f:5:32: expectedRuns[0].schedule is 'cron(0 24 * * *)'; expected an hour of 0–23, with * , - and /",
      "f:6:29: expectedRuns[1].schedule is 'at(2027-02-30T02:00)'; expected a date and time such as at(2027-01-31T02:00)",
      "f:7:30: expectedRuns[2].schedule is 'every day'; expected cron(minute hour day month weekday) or at(yyyy-mm-ddThh:mm)",
    ],
  ],
  [
    'a time zone that there is not',
    [
      SOURCE,
      ROUTE,
      'maintenance:',
      '  - { name: patches, schedule: cron(0 2 * * SUN), duration: 2h, timeZone: Europe/Berln }',
    ],
    ["f:5:75: maintenance[0].timeZone is 'Europe/Berln'; expected an IANA time zone such as Europe/Berlin"],
  ],
  [
    'two windows of one name',
    [
      SOURCE,
      ROUTE,
      'maintenance:',
      '  - { name: patches, schedule: cron(0 2 * * SUN), duration: 2h }',
      '  - { name: patches, schedule: cron(0 2 * * MON), duration: 2h }',
    ],
    [
      "f:6:13: maintenance[1].name differs from 'patches' only in upper and lower case; expected a different name",
    ],
  ],
  [
    'a pattern of a name that alarms use',
    [SOURCE, ROUTE, 'errorPatterns: { all: { regex: full } }'],
    ["f:4:18: errorPatterns.all is 'all', a name that alarms use; expected another name"],
  ],
  [
    'an expected run of an unknown database',
    [SOURCE, ROUTE, 'expectedRuns:', '  - { name: nightly, schedule: cron(0 2 * * *), database: billing }'],
    ["f:5:59: expectedRuns[0].database is 'billing'; expected orders, which sources name"],
  ],
  [
    'a pattern that is not a regular expression',
    [SOURCE, ROUTE, 'errorPatterns: { full: { regex: "disk (full" } }'],
    [
      "f:4:33: errorPatterns.full.regex is 'disk (full'; expected a JavaScript regular expression (Unterminated group)",
    ],
  ],
  [
    'a pattern that backtracks',
    [SOURCE, ROUTE, 'errorPatterns: { full: { regex: "(a+)+b" } }'],
    [
      "f:4:33: errorPatterns.full.regex is '(a+)+b'; expected only plain characters in a repeated group: a line can make it slow",
    ],
  ],
  [
    'facts kept longer than runs',
    [SOURCE, ROUTE, 'retention: { factDays: 90, runDays: 60 }'],
    ['f:4:37: retention.runDays makes runDays 60 and factDays 90; expected runDays of at least factDays'],
  ],
  [
    'facts kept for too short a time',
    [SOURCE, ROUTE, 'retention: { factDays: 30 }'],
    ['f:4:24: retention.factDays is 30; expected a whole number of days of 31–400'],
  ],
  [
    'alias of a key',
    [SOURCE, ROUTE, 'encryption: { keyArn: alias/orders }'],
    ["f:4:23: encryption.keyArn is 'alias/orders'; expected the ARN of a KMS key"],
  ],
  [
    'former names that cannot be',
    [
      'sources:',
      '  - { logGroup: /a, environment: prod, database: orders }',
      '  - { logGroup: /b, environment: live, database: shop }',
      ROUTE,
      'environments:',
      '  prod: { was: [live, production, unmatched] }',
      '  live: { was: production }',
      'databases:',
      '  orders: { was: orders }',
      '  shop: { was: [old, old, "a/b"] }',
    ],
    [
      "f:6:17: environments.prod.was[0] is 'live', which is still an environment of these settings; expected a name that nothing in them has any more",
      "f:6:35: environments.prod.was[2] is 'unmatched', a name that the monitor itself uses; expected another name",
      "f:7:16: environments.live.was is 'production', which is a former name of 'prod' too; expected each former name at one environment only",
      "f:9:18: databases.orders.was is 'orders', its own name; expected a name that this database had before",
      "f:10:22: databases.shop.was[1] is 'old', which is in this list twice; expected each former name once",
      "f:10:27: databases.shop.was[2] is 'a/b'; expected a former name of this database, or a list of former names: letters, digits, . _ and -, at most 50",
    ],
  ],
  [
    'an order of environments that cannot be',
    [
      SOURCE,
      ROUTE,
      'environments:',
      '  production: { after: stagin }',
      '  staging: { after: staging }',
      '  dev: { after: qa }',
      '  qa: { after: test }',
      '  test: { after: dev }',
      '  live: { after: dev }',
      '  demo: { after: [dev] }',
    ],
    [
      'f:2:5: sources[0].environment is missing, but there are several environments; expected production, staging, dev, qa, test, live or demo',
      "f:5:24: environments.production.after is 'stagin', which is not an environment of these settings; expected staging, dev, qa, test, live or demo; did you mean 'staging'?",
      "f:6:21: environments.staging.after is 'staging', the environment itself; expected production, dev, qa, test, live or demo",
      "f:7:17: environments.dev.after is 'qa', which makes a circle: dev after qa after test after dev; expected an order in which one environment is the first",
      'f:11:18: environments.demo.after is a list; expected a name for the environment before: letters, digits, . _ and -, at most 50, beginning with a letter or digit',
    ],
  ],
  [
    'an environment after another, when there is no other',
    [SOURCE, ROUTE, 'environments: { production: { after: staging } }'],
    [
      "f:4:38: environments.production.after is 'staging', which is not an environment of these settings; expected another environment, but production is the only one",
    ],
  ],
  [
    'many problems',
    [
      'sources:',
      '  - logGroup: /ecs/orders',
      '    databse: orders',
      '  - codebuild: deploy',
      '    rules:',
      '      - { nth: first, database: billing }',
      '      - { command: db/search, database: serach }',
      'databases: { orders: {}, billing: {}, search: { engine: oracle } }',
      'routes: { critcal: [oncall@example.com] }',
    ],
    [
      "f:3:5: sources[0].databse is not known in sources[0]; expected logGroup, logGroupExport, account, create, retentionDays, ecs, codebuild, dedicated, environment, database, rules, subscribe or preFilter; did you mean 'database'?",
      "f:6:16: sources[1].rules[0].nth is 'first'; expected a whole number, at least 1",
      "f:7:41: sources[1].rules[1].database is 'serach'; expected orders, billing or search, which 'databases' declares; did you mean 'search'?",
      "f:8:57: databases.search.engine is 'oracle'; expected one of postgres, cockroach, mysql, sqlite, other",
      "f:9:11: routes.critcal is not known in routes; expected critical, warning, info or health; did you mean 'critical'?",
    ],
  ],
];

test.each(FILES)('%s', (_name, lines, expected) => {
  const { settings, problems, warnings } = readSettings(lines.map((line) => `${line}\n`).join(''), 'f');
  expect(problems.map(formatProblem)).toEqual(expected);
  expect(settings).toBeUndefined();
  expect(warnings).toEqual([]);
});

test('no message repeats a secret', () => {
  const secrets = /hunter2|XXXX|0123456789abcdef/;
  expect(FILES.filter(([, lines]) => secrets.test(lines.join('\n')))).toHaveLength(5);
  expect(FILES.flatMap(([, , messages]) => messages).filter((message) => secrets.test(message))).toEqual([]);
});
