import { countsLines } from '../../model/counts-lines.ts';
import { printable } from '../../model/printable.ts';
import type { ReviewMessage, ReviewPart, ReviewSection } from '../../model/review-message.ts';
import { truncate, truncateList } from '../../model/truncate.ts';
import type { SlackBlock, SlackMessage } from './message.ts';
import { codeBlock, link, mrkdwn, truncateMrkdwn } from './mrkdwn.ts';

/** @see https://docs.slack.dev/reference/block-kit/blocks/header-block */
const MAX_HEADER = 150;
/** Longest section, UTF-16 units. Six of them stay below the 12,000 of a message. */
const MAX_SECTION = 1_800;
const MAX_LINE = 400;
const MAX_LINK = 1_600;

/** A review for a Slack channel: the verdict, then each section, shortened by whole lines. The page has the rest. */
export function slackReview({ title, verdict, sections, page }: ReviewMessage): SlackMessage {
  const rest = page === null ? undefined : link('The whole review', page, MAX_LINK);
  return {
    text: truncateMrkdwn(`${title}: ${verdict}`, 300),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: truncate(printable(title), MAX_HEADER) } },
      section(`*${truncateMrkdwn(verdict, MAX_SECTION)}*`),
      ...sections.map(sectionBlock),
      ...(rest === undefined ? [] : [section(rest)]),
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function sectionBlock({ title, parts }: ReviewSection): SlackBlock {
  const head = `*${mrkdwn(title)}*\n`;
  const shown = parts.map((part) => partText(part, MAX_SECTION - head.length));
  return section(head + truncateList(shown, MAX_SECTION - head.length, '\n', () => '… the page has more'));
}

function partText(part: ReviewPart, room: number): string {
  switch (part.kind) {
    case 'lines':
      return truncateList(
        part.lines.map((line) => truncateMrkdwn(line, MAX_LINE)),
        room,
      );
    case 'code':
      return codeBlock(part.lines, room);
    case 'counts':
      return codeBlock(countsLines(part.head, part.rows), room);
  }
}

function section(text: string): SlackBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}
