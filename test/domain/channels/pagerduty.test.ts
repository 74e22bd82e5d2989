import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dedupKey } from '../../../lambda/domain/channels/dedup-key.ts';
import { pagerDutyChange } from '../../../lambda/domain/channels/pagerduty/change.ts';
import { pagerDutyEvent, pagerDutyEvents } from '../../../lambda/domain/channels/pagerduty/event.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';
import { handMadeChange, handMadePage, hostilePages, INCIDENT_KEY } from '../../builders/notices.ts';

const KEY = '0123456789abcdef0123456789abcdef';

describe('an alert', () => {
  test('for an incident that is opened again has its own key, and the earlier alert is closed', () => {
    const keys = (over: Partial<PageMessage>) =>
      pagerDutyEvents(handMadePage({ opening: 2, ...over }), KEY).map(
        ({ event_action, dedup_key, payload }) => [event_action, dedup_key, payload !== undefined],
      );
    expect(keys({ sequence: 7 })).toEqual([
      ['trigger', `${INCIDENT_KEY}/again-2`, true],
      ['resolve', INCIDENT_KEY, false],
    ]);
    expect(keys({ kind: 'resolved', sequence: 9 })).toEqual([
      ['resolve', `${INCIDENT_KEY}/again-2`, false],
      ['resolve', INCIDENT_KEY, false],
    ]);
  });

  test('says what, where and how bad, and what to do, runbook first', () => {
    expect(pagerDutyEvent(handMadePage(), KEY, 'https://example.org/dashboard')).toEqual({
      routing_key: KEY,
      event_action: 'trigger',
      dedup_key: INCIDENT_KEY,
      client: 'migrate-watch',
      client_url: 'https://example.org/dashboard',
      payload: {
        summary: '[production] orders: migration 42 add_email FAILED, database is DIRTY at 42',
        source: '111122223333/eu-west-1/watch/production/orders',
        severity: 'critical',
        timestamp: '2026-03-05T10:00:00.000Z',
        component: 'orders',
        group: 'production',
        class: 'migration.failed',
        custom_details: {
          now: 'Dirty at 42: every run is refused until repaired.\nIt was rolled back.',
          error: 'Syntax error\npq: syntax error at or near "TABEL"\nline 1, column 7',
          error_code: 'SQLSTATE 42601',
          statement: '> 1 | ALTER TABEL users ADD COLUMN email TEXT;',
          do_not: 'Do not force 42.',
          do: [
            'Correct the file of 42/u add_email.',
            'Then ONLY ONE of these, the one that applies:',
            'A. If nothing of it is there:',
            '  migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 41',
            '  migrate -database "$DATABASE_URL" -path "$MIGRATIONS" -verbose up',
            'B. If all of it is there:',
            '  migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 42',
            '  Then the job is done.',
          ].join('\n'),
          why: 'PostgreSQL runs the file as one transaction.\nUsual cause: A typing error.',
          ran: 'migrate -verbose, exit code 1\nrun ecs/1/migrate-mmc',
          last_ok: '2026-03-04 10:00:00 UTC (1 d ago), left version 41',
          seen: 'first time, 2026-03-05 10:00:00 UTC (1 s ago)',
          ends: 'By itself, when a later run ends clean.',
          monitor: 'watch in account 111122223333, eu-west-1',
          incident: INCIDENT_KEY,
          run: 'ecs/1/migrate-mmc',
        },
      },
      links: [
        { href: 'https://example.org/runbook.md#sqlstate-42601', text: 'Runbook' },
        {
          href: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#a&b',
          text: 'Log',
        },
      ],
    });
  });

  test('leaves out whole alternatives if there is no room, and says how many', () => {
    const long = Array.from({ length: 4 }, () => ({ command: `migrate ${'x'.repeat(500)}` }));
    const alternatives = ['a', 'b', 'c'].map((when) => ({ when: `If ${when}`, steps: long }));
    const shown = (next: PageMessage['next']) =>
      pagerDutyEvent(handMadePage({ next }), KEY).payload!.custom_details['do']!;
    const some = shown([{ when: null, steps: [{ do: 'Look.' }] }, ...alternatives]);
    expect(some.match(/migrate x{500}(?!x)/g)).toHaveLength(4);
    expect(some).toMatch(
      /\nA\. If a:\n {2}migrate x+\n[\s\S]*\n… 2 more alternatives: see the runbook, linked above$/,
    );
    expect(shown([{ when: null, steps: [...long, ...long] }, ...alternatives])).toBe(
      '… too long to be shown here: see the runbook, linked above',
    );
  });

  test.each(['opened', 'updated', 'reminder'] as const)('of kind %s opens or stays open', (kind) => {
    expect(pagerDutyEvent(handMadePage({ kind }), KEY).event_action).toBe('trigger');
  });

  test('ends under its first key, and has no dashboard link if there is no dashboard', () => {
    expect(pagerDutyEvent(handMadePage({ kind: 'resolved', sequence: 9 }), KEY)).toEqual({
      routing_key: KEY,
      event_action: 'resolve',
      dedup_key: INCIDENT_KEY,
      client: 'migrate-watch',
    });
  });

  test('keeps PagerDuty’s limits for any texts, and contains no control character', () => {
    fc.assert(
      fc.property(hostilePages, (page) => {
        const event = pagerDutyEvent(page, KEY);
        const body = JSON.stringify(event);
        expect(Buffer.byteLength(body)).toBeLessThan(512 * 1_024);
        expect(event.dedup_key.length).toBeLessThanOrEqual(255);
        if (event.payload === undefined) return;
        expect(event.payload.summary.length).toBeLessThanOrEqual(1_024);
        const { custom_details, ...rest } = event.payload;
        for (const text of [...Object.values(rest), ...Object.values(custom_details)]) {
          expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
        }
        for (const { href } of event.links ?? []) expect(href).toMatch(/^https?:\/\/\S+$/);
      }),
      { seed: 20260305, numRuns: 150 },
    );
  });
});

describe('a dedup key', () => {
  test('is the incident’s key up to 255 characters', () => {
    const longest = 'k'.repeat(255);
    expect(dedupKey(longest)).toBe(longest);
  });

  test('of a longer key fits, has the same beginning and end, and is different for different keys', () => {
    const key = (middle: string) =>
      `migrate-watch/${'e'.repeat(200)}/${middle}${'d'.repeat(200)}/migration/12`;
    const short = dedupKey(key('a'));
    expect(short).toHaveLength(255);
    expect(short).toMatch(/^migrate-watch\/e+.*d\/migration\/12$/);
    expect(dedupKey(key('a'))).toBe(short);
    expect(dedupKey(key('b'))).not.toBe(short);
  });
});

describe('a change', () => {
  test('says what was applied', () => {
    expect(pagerDutyChange(handMadeChange(), KEY)).toEqual({
      routing_key: KEY,
      payload: {
        summary: '[production] orders: migration 42 add_email applied in 3 s',
        timestamp: '2026-03-05T10:00:00.000Z',
        source: '111122223333/eu-west-1/watch/production/orders',
        custom_details: {
          monitor: 'watch in account 111122223333, eu-west-1',
          environment: 'production',
          database: 'orders',
          applied: '42/u add_email',
          ran: 'migrate -verbose, exit code 0',
          run: 'ecs/1/migrate-mmc',
        },
      },
      links: [{ href: 'https://example.org/log', text: 'Log' }],
    });
  });

  test('is never sent to a ruleset', () => {
    expect(pagerDutyChange(handMadeChange(), `R${KEY.slice(1)}`)).toBeUndefined();
  });

  test('cuts a summary that is too long', () => {
    const change = pagerDutyChange(handMadeChange({ title: 't'.repeat(2_000) }), KEY);
    expect(change!.payload.summary).toHaveLength(1_024);
  });
});
