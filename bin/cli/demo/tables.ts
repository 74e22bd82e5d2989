import Table from 'cli-table3';
import colours from 'picocolors';
import { endWords } from '../../../lambda/domain/incidents/end-words.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { OUTCOMES, type Run } from '../../../lambda/domain/model/run.ts';
import { spanText } from '../../../lambda/domain/pages/time.ts';
import { duration } from '../duration.ts';
import { OUTCOME_COLOUR } from '../outcome-colour.ts';
import { shortMoment } from '../report/moments.ts';

/** Narrow enough for a terminal of 100 columns. */
const BORDERS = {
  'top-mid': '',
  'bottom-mid': '',
  'mid-mid': '',
  middle: '  ',
  left: '',
  right: '',
  top: '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-left': '',
  'bottom-right': '',
  mid: '',
  'left-mid': '',
  'right-mid': '',
};
const STYLE = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };

/** The runs table: one line per run. */
export function runsTable(runs: readonly Run[]): string {
  const table = new Table({
    head: ['Started, UTC', 'Database', 'Command', 'Outcome', 'Applied', 'Dirty', 'Took'].map(colours.bold),
    chars: BORDERS,
    style: STYLE,
    colAligns: ['left', 'left', 'left', 'left', 'right', 'right', 'right'],
  });
  for (const run of runs) {
    const applied = run.migrations.filter(({ status }) => status === 'applied').length;
    table.push([
      run.startedAt === null ? '' : shortMoment(run.startedAt),
      printable(`${run.target.environment}/${run.target.database}`),
      run.command ?? (run.source === 'library' ? colours.dim('library') : ''),
      OUTCOME_COLOUR[run.outcome](run.outcome),
      applied === 0 ? '' : String(applied),
      run.dirtyVersion === null ? '' : colours.red(`at ${run.dirtyVersion}`),
      run.durationMs === null ? '' : duration(run.durationMs),
    ]);
  }
  return table.toString();
}

/** The incidents table: what happened, since when, and what ended it. */
export function incidentsTable(incidents: readonly Incident[], now: number): string {
  const table = new Table({
    head: ['Opened, UTC', 'Incident', 'Told', 'State'].map(colours.bold),
    chars: BORDERS,
    style: STYLE,
  });
  for (const incident of incidents) {
    const { openedAt, key, notifiedTopics, ended } = incident;
    table.push([
      shortMoment(openedAt),
      printable(key.replace(/^migrate-watch\//, '')),
      notifiedTopics.join(', '),
      ended === null
        ? colours.red(`open for ${spanText(now - openedAt)}`)
        : `over after ${spanText(ended.at - openedAt)}: ${endWords(incident)}`,
    ]);
  }
  return table.toString();
}

/** `36 runs: 20 succeeded, 8 no change …`. */
export function countsLine(runs: readonly Run[]): string {
  const counts = OUTCOMES.map((outcome) => ({
    outcome,
    count: runs.filter((run) => run.outcome === outcome).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => OUTCOME_COLOUR[outcome](`${count} ${outcome}`));
  return `${runs.length} runs: ${counts.join(', ')}`;
}
