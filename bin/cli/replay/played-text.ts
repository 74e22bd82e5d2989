import colours from 'picocolors';
import type { ExplainedRun } from '../../../lambda/domain/incidents/explained-run.ts';
import { redactSecrets } from '../../../lambda/domain/lines/redact/redact.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { pageText } from '../../../lambda/domain/pages/text.ts';
import { card } from '../card.ts';
import { incidentsTable } from '../demo/tables.ts';
import { shortMoment } from '../report/moments.ts';
import type { Note, Played, SentPage } from './play.ts';

/** The result of a scenario for a terminal of `columns` columns: runs, incidents, pages, and failures. */
export function playedText({ runs, incidents, pages, notes, endedAt }: Played, columns: number): string {
  const blocks = [
    section(
      'Runs',
      'none',
      runs.map((run) => runBlock(run, columns)),
    ),
    section('Incidents', 'none', incidents.length === 0 ? [] : [incidentsTable(incidents, endedAt)]),
    section('Pages', 'none was sent', pages.map(pageBlock)),
    ...(notes.length === 0
      ? []
      : [section('What the functions could not read or process', '', [notes.map(noteLine).join('\n')])]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** `steps[3].lifecycle: …`; it may quote foreign text. */
export function noteLine({ step, text }: Note): string {
  return redactSecrets(printable(`${step}: ${text}`));
}

function section(title: string, none: string, blocks: readonly string[]): string {
  const body = blocks.length === 0 ? none : blocks.join('\n\n');
  return `${colours.bold(colours.underline(title))}\n\n${body.trimEnd()}`;
}

function runBlock(run: ExplainedRun, columns: number): string {
  const { environment, database } = run.target;
  const when = run.startedAt === null ? '' : `, ${shortMoment(run.startedAt)}`;
  return `${colours.dim(printable(`${environment}/${database}${when}`))}\n${card(run, columns)}`;
}

function pageBlock({ page, topics }: SentPage): string {
  return `${colours.dim(`${shortMoment(page.at)}, ${page.kind}, to ${topics.join(', ')}:`)}\n${pageText(page)}`.trimEnd();
}
