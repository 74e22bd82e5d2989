import { writeFileSync } from 'node:fs';
import type { Span } from '../../../lambda/adapters/aws/list-reader.ts';
import { incidentItemKey, runKey } from '../../../lambda/adapters/aws/table-keys.ts';
import { readBody } from '../../../lambda/adapters/aws/versioned-body.ts';
import { isPage } from '../../../lambda/domain/channels/change-message.ts';
import { explainRuns } from '../../../lambda/domain/incidents/explained-run.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import { parseIncidentKey } from '../../../lambda/domain/model/incident-key.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { originOfRunId } from '../../../lambda/domain/model/run-id.ts';
import { sentKey } from '../../../lambda/domain/model/sent-key.ts';
import { INCIDENT } from '../../../lambda/domain/stored/incident.ts';
import { RUN_RECORD } from '../../../lambda/domain/stored/run-record.ts';
import { MonitorFault } from './fault.ts';
import { exactMoment } from './moments.ts';
import { type MonitorOptions, withMonitor } from './open-monitor.ts';
import { leftWords, say } from './output.ts';
import { spanOf } from './runs.ts';
import { sourcesOf } from './show.ts';
import type { TableReader } from './table-reader.ts';
import type { TypedMoment } from './times.ts';

export interface ReportOptions extends MonitorOptions {
  readonly since: TypedMoment;
  readonly until?: TypedMoment;
  readonly out: string;
}

/** Most keys of one request for items. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const BATCH = 100;
/** A page with more runs would be too large for a browser. */
const MOST_RUNS = 2_000;

/** `migrate-watch report`: the runs and incidents of some days as one HTML page; returns the exit code. */
export async function report(options: ReportOptions): Promise<number> {
  return withMonitor(options, async (monitor) => {
    const { table, stack } = monitor;
    const now = Date.now();
    const asked = spanOf(options, now);
    const span = { from: asked.from, until: Math.min(asked.until, now) };
    const [{ runs, more }, incidents] = await Promise.all([runsIn(table, span), incidentsIn(table, span)]);
    const pages = await pagesOf(table, incidents);
    const { reportDocument } = await import('../report/document.ts');
    const lead = `Stack ${stack}, account ${monitor.monitor.account}, ${monitor.region}; as of ${exactMoment(now)}.`;
    const document = await reportDocument({
      title: 'Migrations',
      lead: more ? `${lead} Only the last ${MOST_RUNS} runs are shown.` : lead,
      runs: explainRuns(runs, await sourcesOf(monitor)),
      incidents,
      pages,
      span,
    });
    try {
      writeFileSync(options.out, document);
    } catch (error) {
      throw new MonitorFault(
        `${printable(options.out)} cannot be written: ${printable((error as Error).message)}`,
      );
    }
    const left = await table.left();
    say([
      `${counted(runs.length, 'run')} and ${counted(incidents.length, 'incident')} since ${exactMoment(span.from)}: ${printable(options.out)}`,
      ...(left > 0 ? [leftWords(left)] : []),
    ]);
    return 0;
  });
}

async function runsIn(table: TableReader, span: Span): Promise<{ runs: readonly Run[]; more: boolean }> {
  const ids: string[] = [];
  let more = false;
  for await (const { id } of table.runs(span)) {
    if (ids.length === MOST_RUNS) {
      more = true;
      break;
    }
    ids.push(id);
  }
  const keys = ids.map((id) => runKey(originOfRunId(id) ?? id, id));
  const items = await inBatches(keys, (batch) => table.bodies(batch));
  const runs = items.flatMap((item) => (item ? [readBody(RUN_RECORD, item).run] : []));
  return { runs: runs.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)), more };
}

/** Those that opened in the span, and those that are open still. */
async function incidentsIn(table: TableReader, span: Span): Promise<readonly Incident[]> {
  const { incidents: open } = await table.open();
  const found = new Map(open.map((incident) => [incident.key, incident]));
  const keys = [];
  for await (const { key } of table.incidents(span)) {
    const name = parseIncidentKey(key);
    if (name !== undefined && !found.has(key)) keys.push(incidentItemKey(name));
  }
  for (const item of await inBatches(keys, (batch) => table.bodies(batch))) {
    const incident = item && readBody(INCIDENT, item);
    if (incident) found.set(incident.key, incident);
  }
  return [...found.values()].sort((a, b) => a.openedAt - b.openedAt);
}

/** The last page that each channel got about each incident; earlier pages are not stored. */
async function pagesOf(table: TableReader, incidents: readonly Incident[]): Promise<readonly PageMessage[]> {
  const pages = new Map<string, PageMessage>();
  for (const incident of incidents.filter(({ notifiedTopics }) => notifiedTopics.length > 0)) {
    for (const { newest } of await table.deliveries(sentKey(incident)))
      if (isPage(newest)) pages.set(newest.id, newest);
  }
  return [...pages.values()].sort((a, b) => a.at - b.at);
}

async function inBatches<Key, Result>(
  keys: readonly Key[],
  read: (batch: readonly Key[]) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < keys.length; at += BATCH) results.push(...(await read(keys.slice(at, at + BATCH))));
  return results;
}
