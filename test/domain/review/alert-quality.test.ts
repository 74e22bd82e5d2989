import { describe, expect, test } from 'vitest';
import type { IncidentLine } from '../../../lambda/domain/incidents/incident-line.ts';
import { responseTo } from '../../../lambda/domain/incidents/response.ts';
import { Calendar } from '../../../lambda/domain/model/calendar.ts';
import { alertQuality, isNight, medianOf } from '../../../lambda/domain/review/alert-quality.ts';
import { pagesWorthIt } from '../../../lambda/domain/review/pages-worth-it.ts';

const BERLIN = new Calendar('Europe/Berlin');
const MINUTE = 60_000;
/** Noon in Berlin. */
const NOON = Date.UTC(2026, 2, 10, 11);
const PERIOD = { from: NOON - 24 * 60 * MINUTE, until: NOON + 24 * 60 * MINUTE };

function incident(fields: Partial<IncidentLine> = {}): IncidentLine {
  return {
    key: 'migrate-watch/production/orders/migration/1',
    title: '[production] orders: migration 3 FAILED',
    openedAt: NOON,
    ended: null,
    dirty: false,
    conditions: [],
    notifiedTopics: ['critical'],
    follows: null,
    reminders: 0,
    pages: [{ kind: 'opened', at: NOON, topics: ['critical'] }],
    ...fields,
  };
}

const ended = (why: NonNullable<IncidentLine['ended']>['why']) => ({ at: NOON + MINUTE, why, by: null });

describe('what people did', () => {
  test.each([
    ['an acknowledgement is work', { acted: true, ended: ended('clean-run') }, 'acted'],
    ['a repair by hand is work', { ended: ended('by-hand') }, 'acted'],
    ['a failure that a later run ended: nobody knows', { ended: ended('clean-run') }, 'unknown'],
    [
      'a slow run that ended needs nobody',
      { key: 'migrate-watch/a/b/slow/1', ended: ended('run-ended') },
      'by-itself',
    ],
    [
      'a slow run before a clean one needs nobody',
      { key: 'migrate-watch/a/b/slow/1', ended: ended('clean-run') },
      'by-itself',
    ],
    ['facts that took it back need nobody', { ended: ended('corrected') }, 'by-itself'],
    ['open and untouched', {}, 'untouched'],
    ['open, and somebody works on it', { acted: true }, 'acted'],
    ['another failure replaced it', { ended: ended('another-failure') }, 'unknown'],
  ] as const)('%s', (_name, fields, expected) => {
    expect(responseTo(incident(fields))).toBe(expected);
  });
});

test('nights begin at 22:00 and end at 7:00, also where the clocks change', () => {
  const at = (text: string) => isNight(BERLIN, Date.parse(text));
  expect([at('2026-03-10T21:59:59+01:00'), at('2026-03-10T22:00:00+01:00')]).toEqual([false, true]);
  expect([at('2026-03-11T06:59:59+01:00'), at('2026-03-11T07:00:00+01:00')]).toEqual([true, false]);
  expect([at('2026-03-29T06:59:59+02:00'), at('2026-03-29T07:00:00+02:00')]).toEqual([true, false]);
});

test('a page counts once, by its highest severity; a page of severity info wakes nobody', () => {
  const night = Date.UTC(2026, 2, 9, 23);
  const incidents = [
    incident({
      pages: [
        { kind: 'opened', at: NOON, topics: ['warning'], afterMs: 4_000 },
        { kind: 'updated', at: night, topics: ['warning', 'critical'] },
      ],
    }),
    incident({ pages: [{ kind: 'opened', at: night, topics: ['info'] }] }),
  ];
  const quality = alertQuality(incidents, PERIOD, BERLIN);
  expect(quality.bySeverity).toEqual({ critical: 1, warning: 1, info: 1 });
  expect(quality.atNight.map(({ kind }) => kind)).toEqual(['updated']);
  expect(quality.heardAfter).toEqual([4_000]);
});

test('pages are those of the period, also of incidents that opened before it', () => {
  const at = [PERIOD.from - 1, PERIOD.from, PERIOD.until - 1, PERIOD.until];
  const pages = at.map((each) => ({ kind: 'reminder', at: each, topics: ['critical'] }) as const);
  const quality = alertQuality([incident({ openedAt: PERIOD.from - 1, pages })], PERIOD, BERLIN);
  expect(quality.pages.map((page) => page.at)).toEqual([PERIOD.from, PERIOD.until - 1]);
  expect(quality.responses.untouched).toBe(0);
});

test('of an incident of an earlier release the first page is known, and nothing of what people did', () => {
  const { pages: _, ...former } = incident();
  const quality = alertQuality([former], PERIOD, BERLIN);
  expect(quality.pages).toHaveLength(1);
  expect(quality.neverAcknowledged).toBe(0);
});

test('times are a median and the longest one; who never acknowledged is counted apart', () => {
  const after = (minutes: number) =>
    incident({
      acted: true,
      acknowledged: { at: NOON + minutes * MINUTE, by: 'ana' },
      ended: { at: NOON + 60 * MINUTE, why: 'clean-run', by: null },
    });
  const words = pagesWorthIt(
    alertQuality([after(6), after(19), after(3), incident()], PERIOD, BERLIN),
    BERLIN,
  );
  expect(words).toContain('Time to the acknowledgement: 6 min (median of 3; longest 19 min).');
  expect(words).toContain('1 incident was never acknowledged.');
  expect(words).toContain('Time until an incident was over: 1 h (median of 3; longest 1 h).');
  expect(words).toContain(
    'Of 4 incidents that opened: somebody acted on 3; 1 is open, and nobody has acted.',
  );
});

test('the median of an even number is the lower of the two in the middle', () => {
  expect([medianOf([]), medianOf([1]), medianOf([1, 2]), medianOf([1, 2, 3])]).toEqual([undefined, 1, 1, 2]);
});
