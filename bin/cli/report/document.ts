import { html } from 'hono/html';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { htmlDocument } from '../../../lambda/domain/pages/html-document.ts';
import { incidentSection } from './incident-section.ts';
import { daySpan } from './moments.ts';
import { type Html, LOOK, markOf, STANDINGS, type Standing, standingOf } from './outcome-look.ts';
import type { Report } from './report.ts';
import { runSection } from './run-section.ts';
import { weekChart } from './week-chart.ts';

/** The report as one HTML document. */
export function reportDocument(report: Report): Promise<string> {
  const { runs, incidents, pages, span } = report;
  const title = printable(report.title);
  return htmlDocument(
    title,
    html`<main>
  <header class="top">
    <p class="brand">migrate-watch</p>
    <h1>${title}</h1>
    <p class="lead">${span === null ? '' : html`<strong>${daySpan(span.from, span.until)}</strong> · `}${printable(report.lead)}</p>
    ${tiles(report)}
  </header>
  ${span === null ? '' : html`<section id="week"><h2>The week at a glance</h2>${weekChart(report)}${legend(report)}</section>`}
  ${incidents === null ? '' : incidentSection(incidents, pages, span?.until ?? 0)}
  ${runSection(runs, incidents === null)}
</main>`,
  );
}

function tiles({ runs, incidents, pages }: Report): Html {
  const counts = countStandings(runs.map(standingOf));
  return html`<ul class="tiles">
    ${counts.map(([standing, count]) => html`<li class="${LOOK[standing].tone}"><b>${count}</b>${LOOK[standing].words}</li>`)}
    ${incidents === null ? '' : html`<li class="gap"><b>${incidents.length}</b>incidents</li><li><b>${pages.length}</b>pages sent</li>`}
  </ul>`;
}

function legend({ runs }: Report): Html {
  const counts = countStandings(runs.map(standingOf));
  return html`<p class="legend">
    ${counts.map(([standing]) => html`<span>${markOf(standing)}${LOOK[standing].words}</span>`)}
    <span><i class="swatch"></i>incident, from opening to end</span><span><i class="swatch open"></i>still open</span>
    <span>Runs close to each other are drawn side by side.</span>
  </p>`;
}

function countStandings(standings: readonly Standing[]): [Standing, number][] {
  return STANDINGS.map((standing): [Standing, number] => [
    standing,
    standings.filter((other) => other === standing).length,
  ]).filter(([, count]) => count > 0);
}
