import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SlackMessage, slackMessage } from '../../../lambda/domain/channels/slack/message.ts';
import { codeBlock, link, mrkdwn, truncateMrkdwn } from '../../../lambda/domain/channels/slack/mrkdwn.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';
import { plainSteps } from '../../builders/branches.ts';
import { handMadePage, hostilePages } from '../../builders/notices.ts';

function texts({ blocks }: SlackMessage): readonly string[] {
  return blocks.flatMap((block) =>
    block.type === 'context' ? block.elements.map(({ text }) => text) : [block.text.text],
  );
}

test('a page says state, danger and commands in order, with links as text', () => {
  const message = slackMessage(handMadePage());
  const title = '🔴 [production] orders: migration 42 add_email FAILED, database is DIRTY at 42';
  expect(message.text).toBe(title);
  expect(texts(message)).toEqual([
    title,
    '*Now*\nDirty at 42: every run is refused until repaired.\nIt was rolled back.',
    '*Error* Syntax error (SQLSTATE 42601)\n```\npq: syntax error at or near "TABEL"\nline 1, column 7: ALTER TABEL users ADD COLUMN email TEXT;\n```',
    '*Danger*\nDo not force 42.',
    [
      '*Do*',
      'Correct the file of 42/u add_email.',
      'Then ONLY ONE of these, the one that applies:',
      '*A. If nothing of it is there:*',
      '```\nmigrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 41\n```',
      '```\nmigrate -database "$DATABASE_URL" -path "$MIGRATIONS" -verbose up\n```',
      '*B. If all of it is there:*',
      '```\nmigrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 42\n```',
      'Then the job is done.',
    ].join('\n'),
    [
      'Why: PostgreSQL runs the file as one transaction.',
      'Usual cause: A typing error.',
      'Ran: migrate -verbose, exit code 1',
      'Ran: run ecs/1/migrate-mmc',
      'Last ok: 2026-03-04 10:00:00 UTC (1 d ago), left version 41',
      'Seen: first time, 2026-03-05 10:00:00 UTC (1 s ago)',
      'Ends: By itself, when a later run ends clean.',
    ].join('\n'),
    '<https://example.org/runbook.md#sqlstate-42601|Runbook> · <https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#a&amp;b|Log>',
    '<!date^1772704800^{date_short_pretty} {time_secs}|2026-03-05 10:00:00 UTC> · 111122223333/eu-west-1/watch.0a1b2c/migrate-watch/production/orders/migration/7',
  ]);
});

test('a step’s address of a runbook heading is a link; no other address is', () => {
  const first = (url: string) =>
    texts(slackMessage(handMadePage({ next: plainSteps({ do: `First, set DATABASE_URL (${url}).` }) }))).find(
      (text) => text.startsWith('*Do*'),
    );
  expect(first('https://example.org/runbook.md#set')).toBe(
    '*Do*\nFirst, set DATABASE_URL (<https://example.org/runbook.md#set|runbook>).',
  );
  expect(first('https://example.com/runbook.md#set')).toBe(
    '*Do*\nFirst, set DATABASE_URL (https://example.com/runbook.md#set).',
  );
});

test('the page about the end says so in its header, with the duration', () => {
  const { text, blocks } = slackMessage(
    handMadePage({
      kind: 'resolved',
      title: '[production] orders: RESOLVED after 1 h 12 min: migration 42 FAILED',
      error: null,
      next: [],
      doNot: [],
    }),
  );
  expect(text).toBe('✅ [production] orders: RESOLVED after 1 h 12 min: migration 42 FAILED');
  expect(JSON.stringify(blocks)).not.toContain('*Do*');
});

test('for any texts, Slack’s limits hold, nobody is mentioned, no link is forged, and no code block ends early', () => {
  fc.assert(
    fc.property(hostilePages, (page) => {
      const message = slackMessage(page);
      const all = texts(message);
      expect(message.blocks.length).toBeLessThanOrEqual(50);
      expect(message.text.length).toBeLessThanOrEqual(300);
      expect([message.text, ...all].join('').length).toBeLessThan(13_000);
      for (const block of message.blocks) {
        if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
      }
      for (const text of [message.text, ...all.slice(1)]) {
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(3_000);
        const free = text.replace(/<https?:\/\/[^<>|\s]+\|[^<>|]*>|^<!date\^[^<>]+>/g, '');
        expect(free).not.toMatch(/[<>]/);
        expect(free).not.toMatch(/&(?!amp;|lt;|gt;)/);
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
        expect((text.match(/```/g) ?? []).length % 2).toBe(0);
      }
    }),
    { seed: 20260305, numRuns: 200 },
  );
});

describe('commands', () => {
  const command = (length: number) => `migrate ${'x'.repeat(length - 8)}`;

  const shown = (next: PageMessage['next']) =>
    texts(slackMessage(handMadePage({ next }))).find((text) => text.startsWith('*Do*'))!;
  const alternative = (when: string, length: number) => ({
    when,
    steps: [{ command: command(length) }, { do: 'Then look.' }],
  });
  const look = { when: null, steps: [{ do: 'Look.' }] };

  test('are shown with their whole branch or not at all, and the page says how many branches are missing', () => {
    const text = shown([look, ...['If a', 'If b', 'If c'].map((when) => alternative(when, 1_200))]);
    expect(text.match(/migrate x+/g)).toEqual([command(1_200), command(1_200)]);
    expect(text).toMatch(
      /Then look\.\n… 1 more alternative: see <https:\/\/example\.org\/runbook\.md#\S+\|the runbook>$/,
    );
  });

  test('of an alternative are never shown without its condition and the first steps', () => {
    expect(shown([look, alternative('If a', 2_850), alternative('If b', 10)])).toMatch(
      /^\*Do\*\nLook\.\nThen ONLY ONE of these, the one that applies:\n… 2 more alternatives: see </,
    );
    const first = { when: null, steps: [{ command: command(2_880) }] };
    expect(shown([first, alternative('If a', 10)])).toMatch(/^\*Do\*\n… too long to be shown here: see </);
  });
});

describe('foreign text', () => {
  test('is escaped, in one line', () => {
    expect(mrkdwn('a <!here>\n& b\u0007')).toBe('a &lt;!here&gt; &amp; b\\u0007');
  });

  test.each([
    [6, '&amp;…'],
    [5, '…'],
    [7, '&amp;x…'],
  ])('is not cut inside an entity at %i', (limit, expected) => {
    expect(truncateMrkdwn('&xyzxyz', limit)).toBe(expected);
  });

  test('cannot end its code block', () => {
    expect(codeBlock(['a ``` b'], 50)).toBe("```\na ''' b\n```");
  });

  test.each([
    ['javascript:alert(1)', undefined],
    ['https://a.example/x y', undefined],
    ['https://a.example/<', undefined],
    ['https://a.example/?a=1&b=|', '<https://a.example/?a=1&amp;b=%7C|L/1>'],
  ])('as an address: %s', (url, expected) => {
    expect(link('L|1', url, 100)).toBe(expected);
  });
});
