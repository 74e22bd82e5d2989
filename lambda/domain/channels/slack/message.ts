import type { Alternative, Steps } from '../../diagnosis/advice/branches.ts';
import type { PageError, PageMessage } from '../../model/page-message.ts';
import { printable } from '../../model/printable.ts';
import { keyWords } from '../../model/sent-key.ts';
import { truncate, truncateList } from '../../model/truncate.ts';
import { momentText } from '../../pages/time.ts';
import { truncateBranches } from '../branches-within.ts';
import { codeBlock, link, mrkdwn, truncateMrkdwn } from './mrkdwn.ts';

/** Body of an incoming webhook's request. @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export interface SlackMessage {
  /** Text for push notifications and screen readers. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
}

export type SlackBlock =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string } }
  | { readonly type: 'section'; readonly text: SlackText }
  | { readonly type: 'context'; readonly elements: readonly SlackText[] };

export interface SlackText {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** Keeps Slack from making links and mentions out of the text: a name in a log line is not the name of a person or channel. */
  readonly verbatim: true;
}

/** Longest header, UTF-16 units. @see https://docs.slack.dev/reference/block-kit/blocks/header-block */
const MAX_HEADER = 150;
/**
 * Longest parts of a message, UTF-16 units. Slack accepts 3,000 in one section. The sum stays below 12,000, because Slack
 * refuses messages of some 13,200.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks/section-block
 * @see https://github.com/slackapi/bolt-js/issues/2509
 */
const ROOM = {
  text: 300,
  state: 1_200,
  error: 1_800,
  doNot: 1_200,
  next: 2_900,
  escalates: 600,
  below: 1_500,
  links: 1_600,
  foot: 500,
};

/**
 * A page for a Slack channel: what a person needs, in the order in which they need it. It mentions nobody.
 *
 * Links are part of the text, not buttons, because a button of an app without a server shows a warning when it is pressed. An
 * incoming webhook can neither edit a message nor reply in a thread, so each page is a new message.
 *
 * @see https://github.com/slackapi/node-slack-sdk/issues/869
 */
export function slackMessage(page: PageMessage): SlackMessage {
  const isQuiet = page.kind === 'resolved' || page.kind === 'handled';
  const title = `${SIGN[isQuiet ? page.kind : page.severity]} ${printable(page.title)}`;
  return {
    text: truncateMrkdwn(title, ROOM.text),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: truncate(title, MAX_HEADER) } },
      ...(page.kind === 'handled' ? paragraph('Seen', page.seen, ROOM.state) : wholePage(page)),
      context(
        `<!date^${Math.floor(page.at / 1_000)}^{date_short_pretty} {time_secs}|${momentText(page.at)}> · ${truncateMrkdwn(keyWords(page), ROOM.foot - 150)}`,
      ),
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** Everything but the title and the key. What people did is told without it, because the channel has had it. */
function wholePage(page: PageMessage): SlackBlock[] {
  return [
    ...paragraph('Now', page.state, ROOM.state),
    ...errorBlock(page.error),
    ...paragraph('Danger', page.doNot, ROOM.doNot),
    ...branches(page),
    ...paragraph('Next', page.escalates === undefined ? [] : [page.escalates], ROOM.escalates),
    ...below(page),
    ...links(page),
  ];
}

/** Some people cannot see the colour; the title says the same in words. */
const SIGN = { critical: '🔴', warning: '🟠', info: '🔵', resolved: '✅', handled: '💬' } as const;

function paragraph(label: string, sentences: readonly string[], room: number): SlackBlock[] {
  if (sentences.length === 0) return [];
  const head = `*${label}*\n`;
  return [section(head + truncateList(sentences.map(sentence), room - head.length))];
}

function errorBlock(error: PageError | null): SlackBlock[] {
  if (error === null) return [];
  const pointed = error.excerpt.find((line) => line.startsWith('>'))?.replace(/^> \d+ \| /, '');
  const where =
    pointed === undefined
      ? []
      : [`${error.where ?? `the ${error.excerptOf ?? 'statement'} begins`}: ${pointed}`];
  const words = `${error.plain}${error.code === null ? '' : ` (${error.code})`}`;
  const head = `*Error* ${truncateMrkdwn(words, 300)}\n`;
  return [section(head + codeBlock([error.text, ...where], ROOM.error - head.length))];
}

/** Commands are in code blocks, with sentences between them; alternatives are below their conditions. Whole branches only. */
function branches({ next, links: all }: PageMessage): SlackBlock[] {
  if (next.length === 0) return [];
  const url = all.find(({ label }) => label === 'Runbook')?.url;
  const runbook = url?.replace(/#.*$/, '');
  const lines = (steps: Steps) =>
    steps.map((step) => ('command' in step ? codeBlock([step.command], WHOLE) : linked(step.do, runbook)));
  const head = '*Do*\n';
  const text = truncateBranches(next, ROOM.next - head.length, {
    first: (steps) => lines(steps).join('\n'),
    alternative: (one) => [`*${mrkdwn(headOf(one))}*`, ...lines(one.steps)].join('\n'),
    elsewhere: (url === undefined ? undefined : link('the runbook', url, MAX_SENTENCE)) ?? 'the runbook',
  });
  return [section(head + text)];
}

/** No limit. */
const WHOLE = Number.POSITIVE_INFINITY;

function headOf({ letter, head }: Alternative): string {
  return letter === '' ? head : `${letter}. ${head}`;
}

/** A step's sentence, not truncated. An address of the runbook in it becomes a link. */
function linked(step: string, runbook: string | undefined): string {
  const [, before, url, after] = /^(.*\()(https:\/\/[^\s()]+)(\).*)$/.exec(step) ?? [];
  const shown =
    runbook !== undefined && url?.startsWith(`${runbook}#`) ? link('runbook', url, MAX_SENTENCE) : undefined;
  return shown === undefined ? mrkdwn(step) : `${mrkdwn(before!)}${shown}${mrkdwn(after!)}`;
}

function below({ evidence, error, ran, lastGood, seen, clears }: PageMessage): SlackBlock[] {
  const lines = [
    ...evidence.map((each) => `Why: ${each}`),
    ...(error === null || error.usualCause === '' ? [] : [`Usual cause: ${error.usualCause}`]),
    ...ran.map((each) => `Ran: ${each}`),
    ...(lastGood === null ? [] : [`Last ok: ${lastGood}`]),
    ...seen.map((each) => `Seen: ${each}`),
    `Ends: ${clears}`,
  ];
  return [context(truncateList(lines.map(sentence), ROOM.below))];
}

function links({ links: all }: PageMessage): SlackBlock[] {
  const shown = all.flatMap(({ label, url }) => link(label, url, ROOM.links) ?? []);
  const text = truncateList(shown, ROOM.links, ' · ');
  return shown.length === 0 ? [] : [section(text)];
}

/** A sentence, truncated if it is too long. Steps are never truncated. */
function sentence(text: string): string {
  return truncateMrkdwn(text, MAX_SENTENCE);
}
const MAX_SENTENCE = 500;

function section(text: string): SlackBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function context(text: string): SlackBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] };
}
