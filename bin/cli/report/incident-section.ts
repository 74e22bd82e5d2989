import { html } from 'hono/html';
import type { Incident, IncidentEnd } from '../../../lambda/domain/incident.ts';
import type { PageMessage } from '../../../lambda/domain/page-message.ts';
import { pageText } from '../../../lambda/domain/page-text.ts';
import { spanText } from '../../../lambda/domain/page-time.ts';
import { printable } from '../../../lambda/domain/printable.ts';
import { shortMoment } from './moments.ts';
import type { Html } from './outcome-look.ts';

/** Each incident with its life: when it opened, whom it told and what, and what ended it. */
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
    ${[...open, ...over].map((incident) => card(incident, pages, now))}
  </section>`;
}

function card(incident: Incident, pages: readonly PageMessage[], now: number): Html {
  const { key, target, kind, ended, openedAt } = incident;
  const own = pages.filter((page) => page.key === key);
  const first = own[0];
  const severity = incident.told.includes('critical')
    ? 'critical'
    : incident.told.includes('warning')
      ? 'warning'
      : 'info';
  const lasted = spanText((ended?.at ?? now) - openedAt);
  return html`<article class="incident${ended ? '' : ' open'}">
    <header>
      <span class="severity ${severity}">${severity}</span>
      <span class="target"><span class="env">${printable(target.environment)}</span> ${printable(target.database)}</span>
      <span class="kind">${kind}</span>
      <span class="status">${ended ? html`over after ${lasted}` : html`<strong>open</strong> for ${lasted}`}</span>
    </header>
    <p class="title">${printable((first?.title ?? incident.title).replace(/^\[[^\]]*\] [^:]*: /, ''))}</p>
    <ol class="life">
      ${own.map(
        (page) => html`<li class="${page.kind}"><details>
          <summary><time>${shortMoment(page.at)}</time> <span>${SENT[page.kind]} <em>${page.severity}</em></span></summary>
          <pre class="page">${pageText(page)}</pre>
        </details></li>`,
      )}
      <li class="end">${ended ? html`<time>${shortMoment(ended.at)}</time> ${printable(endWords(ended))}` : html`<time>now</time> still open`}</li>
    </ol>
    <p class="facts"><span>${printable(key)}</span>${incident.follows === null ? '' : html`<span>follows ${incident.follows === 0 ? 'an earlier incident' : `incident ${incident.follows}`}</span>`}</p>
  </article>`;
}

const SENT: Readonly<Record<PageMessage['kind'], string>> = {
  opened: 'page sent',
  updated: 'update sent',
  reminder: 'reminder sent',
  resolved: 'all-clear sent',
};

const END: Readonly<Record<IncidentEnd['why'], string>> = {
  'clean-run': 'a later run ended clean',
  'run-ended': 'the run has ended',
  'run-came': 'the expected run came',
  'another-failure': 'a different failure took its place',
  acknowledged: 'acknowledged',
  explained: 'a run explains it',
  corrected: 'taken back by what came later',
};

function endWords({ why, by }: IncidentEnd): string {
  return by === null ? END[why] : `${END[why]} by ${by}`;
}
