import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DETAIL_TYPES } from '../../../lambda/contract/bus-events.ts';
import { DEPLOY_EVENT } from '../../../lambda/contract/deploy-event.ts';
import type { Notice } from '../../../lambda/domain/channels/change-message.ts';
import { busEvent } from '../../../lambda/domain/channels/eventbridge/event.ts';
import { fittingNotice } from '../../../lambda/domain/channels/eventbridge/fitting-notice.ts';
import { webhookBody } from '../../../lambda/domain/channels/webhook/body.ts';
import { bytesOf } from '../../../lambda/domain/model/bytes.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';
import { handMadeChange, handMadePage, hostilePages } from '../../builders/notices.ts';

/** Most bytes of a detail, as docs/events.md says it. */
const MOST_BYTES = 240 * 1_024;

const sizeOf = (notice: Notice) => bytesOf(JSON.stringify(notice));
/** Commands of one branch, each of some bytes. */
const commands = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, n) => ({ command: `migrate force ${n} ${'x'.repeat(bytes)}` }));

test.each([
  ['opened', 'Incident Opened'],
  ['updated', 'Incident Updated'],
  ['reminder', 'Incident Reminder'],
  ['escalated', 'Incident Escalated'],
  ['handled', 'Incident Handled'],
  ['resolved', 'Incident Resolved'],
] as const)('a page of the kind %s is the event %s', (kind, detailType) => {
  const page = handMadePage({ kind });
  expect(busEvent(page)).toEqual({
    source: 'migrate-watch',
    detailType,
    at: page.at,
    detail: JSON.stringify(webhookBody(page)),
  });
});

test('a change has a type of its own', () => {
  expect(busEvent(handMadeChange())).toMatchObject({ detailType: 'Migrations Applied' });
});

test.each(['opened', 'resolved'] as const)(
  'a test page that is %s starts nothing that waits for incidents',
  (kind) => {
    const page = handMadePage({ kind, incidentKind: 'test', test: { only: null } });
    expect(busEvent(page).detailType).toBe('Test Page');
  },
);

test('no event of a channel is taken for the event of a deploy', () => {
  expect(Object.values(DETAIL_TYPES)).not.toContain(DEPLOY_EVENT.detailType);
});

describe('a notice that is too large', () => {
  test('has a size of exactly the limit at most', () => {
    const page = handMadePage();
    const bytes = sizeOf(page);
    expect(fittingNotice(page, sizeOf, bytes)).toBe(page);
    expect(fittingNotice(page, sizeOf, bytes - 1)).not.toEqual(page);
  });

  test('loses its last alternatives, whole, and says how many', () => {
    const next = [
      { when: null, steps: [{ do: 'Look.' }] },
      { when: 'If a', steps: commands(2, 50_000) },
      { when: 'If b', steps: commands(2, 50_000) },
      { when: 'If c', steps: commands(2, 50_000) },
    ];
    const { page } = JSON.parse(busEvent(handMadePage({ next })).detail) as { page: PageMessage };
    expect(page.next).toEqual([
      {
        when: null,
        steps: [
          { do: '1 branch is left out here because of the size: see migrate-watch show.' },
          { do: 'Look.' },
        ],
      },
      next[1],
      next[2],
    ]);
    expect(page).toMatchObject({ title: handMadePage().title, key: handMadePage().key });
  });

  test('loses all steps before it loses half a command', () => {
    const next = [{ when: null, steps: commands(5, 90_000) }];
    const { page } = JSON.parse(busEvent(handMadePage({ next })).detail) as { page: PageMessage };
    expect(page.next).toEqual([
      {
        when: null,
        steps: [{ do: '1 branch is left out here because of the size: see migrate-watch show.' }],
      },
    ]);
  });

  test('a change keeps its last migrations', () => {
    const applied = Array.from({ length: 50 }, (_, n) => `${n}/u ${'é'.repeat(4_000)}`);
    const { detail } = busEvent(handMadeChange({ applied }));
    expect(bytesOf(detail)).toBeLessThanOrEqual(MOST_BYTES);
    const { change } = JSON.parse(detail) as { change: { applied: readonly string[] } };
    const [first, ...kept] = change.applied;
    expect(kept).toEqual(applied.slice(-kept.length));
    expect(first).toBe(`… ${50 - kept.length} more`);
    expect(bytesOf(detail) + bytesOf(applied[0]!)).toBeGreaterThan(MOST_BYTES - 10);
  });
});

test('every page of hostile texts fits, is an object, and keeps whole commands', () => {
  for (const page of fc.sample(hostilePages, { seed: 42, numRuns: 200 })) {
    const { detail } = busEvent(page);
    expect(bytesOf(detail)).toBeLessThanOrEqual(MOST_BYTES);
    expect(detail).not.toMatch(/\\ud[89a-f]/);
    const sent = (JSON.parse(detail) as { page: PageMessage }).page;
    const whole = new Set(page.next.flatMap(({ steps }) => steps.map((step) => wellFormed(textOf(step)))));
    for (const { steps } of sent.next)
      for (const step of steps) if ('command' in step) expect(whole).toContain(step.command);
  }
});

const textOf = (step: { do: string } | { command: string }) => ('do' in step ? step.do : step.command);
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd');
