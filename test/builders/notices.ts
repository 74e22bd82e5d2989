import fc from 'fast-check';
import type { ChangeMessage } from '../../lambda/domain/channels/change-message.ts';
import type { Monitor } from '../../lambda/domain/model/monitor.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import { T0 } from './facts-and-runs.ts';

/** The monitor that the notices are of. */
export const WATCH: Monitor = {
  account: '111122223333',
  region: 'eu-west-1',
  name: 'watch',
  table: '0a1b2c',
};

export const INCIDENT_KEY = '111122223333/eu-west-1/watch.0a1b2c/migrate-watch/production/orders/migration/7';

export function handMadePage(over: Partial<PageMessage> = {}): PageMessage {
  const { key = INCIDENT_KEY, sequence = 1 } = over;
  return {
    id: `${key}#${sequence}`,
    key,
    monitor: WATCH,
    sequence,
    kind: 'opened',
    incidentKind: 'migration',
    environment: 'production',
    database: 'orders',
    severity: 'critical',
    at: T0,
    failedAt: T0 - 3_000,
    title: '[production] orders: migration 42 add_email FAILED, database is DIRTY at 42',
    state: ['Dirty at 42: every run is refused until repaired.', 'It was rolled back.'],
    error: {
      plain: 'Syntax error',
      usualCause: 'A typing error.',
      code: 'SQLSTATE 42601',
      text: 'pq: syntax error at or near "TABEL"',
      where: 'line 1, column 7',
      excerpt: ['> 1 | ALTER TABEL users ADD COLUMN email TEXT;'],
    },
    next: [
      { when: null, steps: [{ do: 'Correct the file of 42/u add_email.' }] },
      {
        when: 'If nothing of it is there',
        steps: [
          { command: 'migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 41' },
          { command: 'migrate -database "$DATABASE_URL" -path "$MIGRATIONS" -verbose up' },
        ],
      },
      {
        when: 'If all of it is there',
        steps: [
          { command: 'migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 42' },
          { do: 'Then the job is done.' },
        ],
      },
    ],
    doNot: ['Do not force 42.'],
    evidence: ['PostgreSQL runs the file as one transaction.'],
    ran: ['migrate -verbose, exit code 1', 'run ecs/1/migrate-mmc'],
    lastGood: '2026-03-04 10:00:00 UTC (1 d ago), left version 41',
    seen: ['first time, 2026-03-05 10:00:00 UTC (1 s ago)'],
    links: [
      { label: 'Runbook', url: 'https://example.org/runbook.md#sqlstate-42601' },
      { label: 'Log', url: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#a&b' },
    ],
    clears: 'By itself, when a later run ends clean.',
    run: 'ecs/1/migrate-mmc',
    class: 'migration.failed',
    ...over,
  };
}

export function handMadeChange(over: Partial<ChangeMessage> = {}): ChangeMessage {
  const key = '111122223333/eu-west-1/watch.0a1b2c/migrate-watch/production/orders/change/ecs/1/migrate-mmc';
  return {
    kind: 'change',
    id: `${key}#1`,
    key,
    monitor: WATCH,
    sequence: 1,
    environment: 'production',
    database: 'orders',
    at: T0,
    title: '[production] orders: migration 42 add_email applied in 3 s',
    applied: ['42/u add_email'],
    ran: ['migrate -verbose, exit code 0'],
    links: [{ label: 'Log', url: 'https://example.org/log' }],
    run: 'ecs/1/migrate-mmc',
    ...over,
  };
}

const HOSTILE = [
  '<!channel> <@U123> <https://evil.example|Runbook>',
  '&amp;&lt;& < > | ``` *b* _i_ ~s~ `c`',
  '\u001b]0;owned\u0007\r\nforged: line\u202e\u0000',
  '🔥\ud83d',
  '"}],"routing_key":"stolen"',
];

/** Text of any length from outside. It often tries to break out of the markup around it. */
const foreign = fc.oneof(
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...HOSTILE, 'x', '&', '🔥'), fc.integer({ min: 1, max: 9_000 }))
      .map(([text, times]) => text.repeat(times).slice(0, 9_000)),
  },
);
const lines = fc.array(foreign, { maxLength: 30 });
const steps = fc.array(
  fc.oneof(
    foreign.map((text) => ({ do: text })),
    foreign.map((text) => ({ command: `migrate ${text}` })),
  ),
  { minLength: 1, maxLength: 12 },
);
const branches = fc
  .tuple(fc.option(steps), fc.array(fc.record({ when: foreign, steps }), { maxLength: 4 }))
  .map(([first, others]) => [...(first === null ? [] : [{ when: null, steps: first }]), ...others]);
const url = fc.oneof(
  foreign,
  foreign.map((text) => `https://example.org/${text}`),
);

/** Pages with hostile texts. */
export const hostilePages: fc.Arbitrary<PageMessage> = fc
  .record({
    kind: fc.constantFrom('opened', 'updated', 'reminder', 'resolved'),
    severity: fc.constantFrom('critical', 'warning', 'info'),
    environment: foreign,
    database: foreign,
    title: foreign,
    state: lines,
    error: fc.option(
      fc.record({
        plain: foreign,
        usualCause: foreign,
        code: fc.option(foreign),
        text: foreign,
        where: fc.option(foreign),
        excerpt: fc.array(
          foreign.map((text) => `> 1 | ${text}`),
          { maxLength: 5 },
        ),
      }),
    ),
    next: branches,
    doNot: lines,
    evidence: lines,
    ran: lines,
    lastGood: fc.option(foreign),
    seen: lines,
    links: fc.array(fc.record({ label: foreign, url }), { maxLength: 30 }),
    clears: foreign,
    run: fc.option(foreign),
    key: foreign.map((text) => `migrate-watch/a/${text}/migration/1`),
  } as const)
  .map((over) => handMadePage(over));
