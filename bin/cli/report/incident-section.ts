import { html } from 'hono/html';
import { louder, type Severity } from '../../../lambda/contract/severity.ts';
import { endWords } from '../../../lambda/domain/incidents/end-words.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { sentKey } from '../../../lambda/domain/model/sent-key.ts';
import { pageText } from '../../../lambda/domain/pages/text.ts';
import { spanText } from '../../../lambda/domain/pages/time.ts';
import { shortMoment } from './moments.ts';
import type { Html } from './outcome-look.ts';

/**
 * Each incident's history: when it opened, which pages went where, and what ended it. Open incidents come first,
 * unfolded.
 */
export function incidentSection(
  incidents: readonly Incident[],
  pages: readonly PageMessage[],
  now: number,
): Html {
  const open = incidents.filter(({ ended }) => ended === null);
  const over = incidents.filter(({ ended }) => ended !== null);
  return html`<section id="incidents">
    <h2>Incidents <span class="count">${open.length} open, ${over.length} over</span></h2>
    ${incidents.length === 0 ? html`<p class="empty">Nothing went wrong.</p>` : ''}
    ${[...open, ...over].map((incident, index) => card(incident, pages, now, index === 0))}
  </section>`;
}

function card(incident: Incident, pages: readonly PageMessage[], now: number, first: boolean): Html {
  const { key, target, kind, ended, openedAt } = incident;
  const name = sentKey(incident);
  const own = pages.filter((page) => page.key === name);
  const lasted = spanText((ended?.at ?? now) - openedAt);
  const title = (own[0]?.title ?? incident.title).replace(/^\[[^\]]*\] [^:]*: /, '');
  return html`<details class="incident${ended ? '' : ' open'}"${ended ? '' : html` open`}>
    <summary>
      <span class="severity ${severityOf(incident)}">${severityOf(incident)}</span>
      <span class="target"><span class="env">${printable(target.environment)}</span> ${printable(target.database)}</span>
      <span class="title">${printable(title)}</span>
      <span class="status">${ended ? html`over after ${lasted}` : html`<strong>open</strong> for ${lasted}`}</span>
    </summary>
    <ol class="life">
      <li class="start"><time>${shortMoment(openedAt)}</time> ${KIND[kind]}</li>
      ${own.map((page, index) => sent(page, first && index === 0))}
      <li class="end">${ended ? html`<time>${shortMoment(ended.at)}</time> ${endWords(incident)}` : html`<time>now</time> still open`}</li>
    </ol>
    <p class="facts"><span>${printable(key)}</span>${incident.follows === null ? '' : html`<span>follows ${incident.follows === 0 ? 'an earlier incident' : `incident ${incident.follows}`}</span>`}</p>
  </details>`;
}

/** One page of an incident; its text unfolds. */
function sent(page: PageMessage, open: boolean): Html {
  return html`<li class="${page.kind}"><details${open ? html` open` : ''}>
    <summary><time>${shortMoment(page.at)}</time> <span>${SENT[page.kind]}</span> <em>${page.severity}</em></summary>
    <pre class="page">${pageLines(page)}</pre>
  </details></li>`;
}

/** The page's text. Where a narrow screen wraps a line, the rest is indented past the column of labels. */
function pageLines(page: PageMessage): Html[] {
  const lines = pageText(page).trimEnd().split('\n');
  return lines.map((line) => html`<span class="line">${line}\n</span>`);
}

function severityOf({ notifiedTopics }: Incident): Severity {
  return notifiedTopics.reduce(louder, 'info');
}

const KIND: Readonly<Record<Incident['kind'], string>> = {
  migration: 'a migration went wrong',
  slow: 'a run takes too long',
  missing: 'an expected run did not start',
  wrong: 'a run was green but wrong',
  leak: 'a log holds a credential',
  pattern: 'log lines match an error pattern',
};

const SENT: Readonly<Record<PageMessage['kind'], string>> = {
  opened: 'page sent',
  updated: 'update sent',
  reminder: 'reminder sent',
  escalated: 'next level told',
  resolved: 'all-clear sent',
  handled: 'channels told',
};
