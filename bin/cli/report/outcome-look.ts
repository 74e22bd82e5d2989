import { html } from 'hono/html';
import { OUTCOMES, type Outcome, type Run } from '../../../lambda/domain/model/run.ts';
import { isEndUnshown } from '../../../lambda/domain/runs/unshown-end.ts';

/** A piece of the page: foreign text in it is escaped. */
export type Html = ReturnType<typeof html>;

interface Look {
  readonly words: string;
  /** Class of the style sheet; decides the colour. */
  readonly tone: 'ok' | 'quiet' | 'bad' | 'warn' | 'busy';
  /** Drawn in a box from -5 to 5. Each outcome has its own shape, so colour is not needed to tell them apart. */
  readonly mark: Html;
}

const CROSS = html`<path d="M-3.4-3.4 3.4 3.4M3.4-3.4-3.4 3.4" class="stroke"/>`;
const BAR = html`<circle r="4" class="hollow"/><path d="M-2.8 2.8 2.8-2.8" class="stroke"/>`;
const QUESTION = html`<path d="M0-4.6 4.6 0 0 4.6-4.6 0Z" class="hollow"/>`;

/** A run's standing on the page: its outcome, or `applied-so-far` if nothing shows that it ended. */
export type Standing = Outcome | 'applied-so-far';

export const STANDINGS: readonly Standing[] = [...OUTCOMES, 'applied-so-far'];

export function standingOf(run: Run): Standing {
  return isEndUnshown(run) ? 'applied-so-far' : run.outcome;
}

/** Each standing has its own word, tone and shape. */
export const LOOK: Readonly<Record<Standing, Look>> = {
  running: {
    words: 'running',
    tone: 'busy',
    mark: html`<circle r="3.5" class="hollow"/><circle r="1.2" class="fill"/>`,
  },
  succeeded: { words: 'succeeded', tone: 'ok', mark: html`<circle r="4.2" class="fill"/>` },
  'no-change': { words: 'no change', tone: 'quiet', mark: html`<circle r="3.6" class="hollow"/>` },
  failed: { words: 'failed', tone: 'bad', mark: CROSS },
  blocked: { words: 'blocked', tone: 'bad', mark: BAR },
  'stopped-early': { words: 'stopped early', tone: 'warn', mark: QUESTION },
  killed: {
    words: 'killed',
    tone: 'bad',
    mark: html`<rect x="-3.8" y="-3.8" width="7.6" height="7.6" rx="1" class="fill"/>`,
  },
  unknown: { words: 'unknown end', tone: 'warn', mark: QUESTION },
  'applied-so-far': { words: 'applied so far', tone: 'warn', mark: QUESTION },
};

/** The mark and the words of a standing, for a line of text. */
export function badge(standing: Standing): Html {
  const { words, tone } = LOOK[standing];
  return html`<span class="badge ${tone}">${markOf(standing)}${words}</span>`;
}

/** Only the mark; the caller writes the words next to it. */
export function markOf(standing: Standing): Html {
  const { tone, mark } = LOOK[standing];
  return html`<svg class="mark ${tone}" viewBox="-6 -6 12 12" aria-hidden="true">${mark}</svg>`;
}
