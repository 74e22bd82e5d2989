import colours from 'picocolors';
import { explainRuns } from '../../../lambda/domain/incidents/explained-run.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { pageText } from '../../../lambda/domain/pages/text.ts';
import { shortMoment } from '../report/moments.ts';
import type { Report } from '../report/report.ts';
import { playWeek, type Week, type WeekResult } from './play-week.ts';
import { type Output, progressOn } from './progress.ts';
import { countsLine, incidentsTable, runsTable } from './tables.ts';
import { WEEK, WEEK_ENDS_AT, WEEK_SETTINGS, WEEK_STARTS_AT } from './week.ts';

const LEAD =
  'An imaginary week, real output: every run below is what a real golang-migrate printed on a real PostgreSQL or MariaDB, ' +
  'with its times moved into this week, sent through the same pipeline as in the deployed functions.';

/** The demo's week, ready to be played. */
export const DEMO_WEEK: Week = {
  scenes: WEEK,
  settings: WEEK_SETTINGS,
  startsAt: WEEK_STARTS_AT,
  endsAt: WEEK_ENDS_AT,
};

/** Plays the week, prints pages, runs and incidents, and returns the report. */
export async function showWeek(output: Output): Promise<Report> {
  const progress = progressOn(output);
  const result = await playWeek(DEMO_WEEK, progress, progress.share);
  progress.done();
  output.write(weekText(result));
  return weekReport(result);
}

/** The week as text for the terminal: the pages as sent, the runs, the incidents. */
export function weekText({ records, incidents, pages, items }: WeekResult): string {
  const runs = records.map(({ run }) => run);
  const open = incidents.filter(({ ended }) => ended === null).length;
  const blocks = [
    heading(`${pages.length} pages, as sent (the first of each incident in full, the others by their title)`),
    ...pages.map(pageBlock),
    heading('Runs'),
    runsTable(runs),
    heading('Incidents'),
    incidentsTable(incidents, WEEK_ENDS_AT),
    `\n${countsLine(runs)}. ${incidents.length} incidents, ${open} of them open. All of it is stored in one DynamoDB table, as ${items} items.`,
  ];
  return `${blocks.join('\n')}\n`;
}

/** The week for the HTML page. */
export function weekReport({ records, sources, incidents, pages }: WeekResult): Report {
  return {
    title: 'A week of migrations',
    lead: LEAD,
    runs: explainRuns(
      records.map(({ run }) => run),
      sources,
    ),
    incidents,
    pages,
    span: { from: WEEK_STARTS_AT, until: WEEK_ENDS_AT },
  };
}

function heading(text: string): string {
  return `\n${colours.bold(colours.underline(text))}\n`;
}

/** A page that opens an incident is shown whole; later pages of the incident are shown by their title. */
function pageBlock(page: PageMessage): string {
  const from = colours.dim(`${shortMoment(page.at)} to ${page.severity}:`);
  if (page.kind !== 'opened') return `${from} ${printable(page.title)}`;
  const [title = '', ...body] = pageText(page).split('\n');
  return [`${from} ${colours.bold(title)}`, ...body.map((line) => (line === '' ? '' : `    ${line}`))].join(
    '\n',
  );
}
