import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capped } from '../../../lambda/domain/pages/capped.ts';
import { pageText } from '../../../lambda/domain/pages/text.ts';
import { pageBody } from '../../../lambda/domain/stored/page-body.ts';
import { handMadePage } from '../../builders/notices.ts';

/** SNS's limit of a whole publish, subject and attributes included. */
const PUBLISH = 256 * 1024;
const SUBJECT_AND_ATTRIBUTES = 100 + 'kindStringpage'.length;

const long = fc
  .tuple(
    fc.constantFrom('word ', 'é', '日本', '🚀', '"', '\\', '\u0000', '\u202e', 'a\n', '<&>'),
    fc.integer({ min: 0, max: 20_000 }),
  )
  .map(([piece, times]) => piece.repeat(times));
const many = fc.tuple(long, fc.integer({ min: 0, max: 60 })).map(([text, times]) => Array(times).fill(text));

test('a page fits into one publish, however long its texts are', () => {
  fc.assert(
    fc.property(long, many, many, long, (text, some, others, url) => {
      const page = handMadePage({
        title: `[production] orders: migration 3 ${text} FAILED`,
        state: ['Dirty at 42.', ...some],
        error: { ...handMadePage().error!, text, excerpt: [text, text, text] },
        doNot: others,
        evidence: some,
        ran: others,
        seen: [text],
        links: [...handMadePage().links, { label: 'Log', url: `https://example.com/${url}` }],
        clears: text,
      });
      const body = pageBody(capped(page));
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(PUBLISH - SUBJECT_AND_ATTRIBUTES);
      const parts = JSON.parse(body);
      expect(JSON.parse(parts.lambda)).toMatchObject({ key: page.key, next: page.next });
      expect(parts.default).toContain('Dirty at 42.');
    }),
    { seed: 20261122, numRuns: 100 },
  );
});

test('truncated texts have a mark, and commands are complete', () => {
  const command = `psql "$DATABASE_URL" -c "SELECT ${'1, '.repeat(1_000)}1"`;
  const page = capped(
    handMadePage({
      title: 'x'.repeat(1_000),
      state: Array(41).fill('y'.repeat(2_000)),
      next: [{ when: null, steps: [{ do: 'z'.repeat(2_000) }, { command }] }],
    }),
  );
  expect(page.title).toBe(`${'x'.repeat(299)}…`);
  expect(page.state).toEqual([...Array(39).fill(`${'y'.repeat(999)}…`), '… 2 more']);
  expect(page.next).toEqual([{ when: null, steps: [{ do: `${'z'.repeat(999)}…` }, { command }] }]);
});

test('a page of usual length is as it was written', () => {
  expect(capped(handMadePage())).toEqual(handMadePage());
  expect(JSON.parse(pageBody(handMadePage())).default).toBe(pageText(handMadePage()));
});

test('a link that is too long is left out, because a part of it would lead elsewhere', () => {
  const link = (length: number) => ({ label: 'Log', url: `https://example.com/`.padEnd(length, 'a') });
  expect(capped(handMadePage({ links: [link(2_000), link(2_001)] })).links).toEqual([link(2_000)]);
});
