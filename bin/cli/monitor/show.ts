import type { Span } from '../../../lambda/adapters/aws/list-reader.ts';
import { runKey, stateKey } from '../../../lambda/adapters/aws/table-keys.ts';
import { readBody } from '../../../lambda/adapters/aws/versioned-body.ts';
import { dirtiedByOtherOrigin } from '../../../lambda/domain/incidents/dirtied-by.ts';
import { type ExplainedRun, explainRuns } from '../../../lambda/domain/incidents/explained-run.ts';
import { byStart, summaryOf } from '../../../lambda/domain/incidents/run-summary.ts';
import { printable, printableJson } from '../../../lambda/domain/model/printable.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { isShortRunId, originOfRunId, shortRunId } from '../../../lambda/domain/model/run-id.ts';
import { sentKey } from '../../../lambda/domain/model/sent-key.ts';
import type { Source } from '../../../lambda/domain/model/target.ts';
import { RUN_RECORD } from '../../../lambda/domain/stored/run-record.ts';
import { TARGET_STATE } from '../../../lambda/domain/stored/target-state.ts';
import { card } from '../card.ts';
import { columnsOf } from '../columns.ts';
import { runJson } from '../run-json.ts';
import { MonitorFault } from './fault.ts';
import { findIncident } from './find-incident.ts';
import { historyJson, historyLines, leadRunOf } from './incident-history.ts';
import { exactMoment } from './moments.ts';
import { type DeployedMonitor, type MonitorOptions, withMonitor } from './open-monitor.ts';
import { say } from './output.ts';
import { typedText } from './typed-text.ts';

export interface ShowOptions extends MonitorOptions {
  readonly json?: boolean;
}

const EVER: Span = { from: 0, until: Number.MAX_SAFE_INTEGER };
/** How many of the last runs a short id is looked for in: one page of the index. */
const SEARCHED = 2_000;

/** `migrate-watch show`: the card of a run, or the history of an incident; returns the exit code. */
export async function show(what: string, options: ShowOptions): Promise<number> {
  return withMonitor(options, async (monitor) => {
    const id = await runIdOf(what.trim(), monitor);
    return id === undefined ? showIncident(what, monitor, options) : showRun(id, monitor, options);
  });
}

/** The id of the run that was typed; `undefined` if it is an incident. */
async function runIdOf(what: string, { table, stack }: DeployedMonitor): Promise<string | undefined> {
  if (originOfRunId(what) !== undefined) return what;
  if (what === 'latest') {
    for await (const { id } of table.runs(EVER, 1)) return id;
    throw new MonitorFault(`no run has been recorded in stack ${stack} yet`);
  }
  if (!isShortRunId(what)) return undefined;
  let searched = 0;
  for await (const { id } of table.runs(EVER, SEARCHED)) {
    if (shortRunId(id) === what) return id;
    if (++searched === SEARCHED) break;
  }
  throw new MonitorFault(
    `none of the last ${searched} runs of stack ${stack} is ${what}; older ones are found by their whole id, which runs --wide shows`,
  );
}

async function showRun(id: string, monitor: DeployedMonitor, { json }: ShowOptions): Promise<number> {
  const run = await readRun(id, monitor);
  if (run === undefined)
    throw new MonitorFault(`there is no run ${typedText(id)} in stack ${monitor.stack}; it may have expired`);
  const [explained] = await judged([run], monitor);
  if (json) process.stdout.write(`${printableJson(shownRunJson(explained!))}\n`);
  else say([...runLines(explained!), ...carefulWords(explained!, monitor)]);
  return 0;
}

async function showIncident(text: string, monitor: DeployedMonitor, { json }: ShowOptions): Promise<number> {
  const { incident, state } = await findIncident(text, monitor);
  const lead = leadRunOf(incident);
  const [deliveries, run] = await Promise.all([
    monitor.table.deliveries(sentKey(incident)),
    lead === undefined ? undefined : readRun(lead, monitor),
  ]);
  const explained = run === undefined ? undefined : explainRuns([run], await sourcesOf(monitor))[0];
  const now = Date.now();
  if (json) {
    const history = historyJson(incident, state, deliveries);
    process.stdout.write(
      `${printableJson({ ...history, run: explained ? shownRunJson(explained) : null })}\n`,
    );
    return 0;
  }
  say([
    ...historyLines({ incident, state, deliveries, now, columns: columnsOf(process.stdout) }),
    ...(explained === undefined ? [] : ['', ...runLines(explained), ...carefulWords(explained, monitor)]),
  ]);
  return 0;
}

async function readRun(id: string, { table }: DeployedMonitor): Promise<Run | undefined> {
  const origin = originOfRunId(id);
  const [item] = origin === undefined ? [] : await table.bodies([runKey(origin, id)]);
  return item && readBody(RUN_RECORD, item).run;
}

/** Judges the runs; a refused run with the run that made the database dirty, which takes one or two more requests. */
async function judged(runs: readonly Run[], monitor: DeployedMonitor): Promise<readonly ExplainedRun[]> {
  const [run] = runs;
  const cause = run?.outcome === 'blocked' ? await causeOf(run, monitor) : undefined;
  const all = explainRuns(cause === undefined ? runs : [...runs, cause], await sourcesOf(monitor));
  return all.slice(0, runs.length);
}

async function causeOf(run: Run, monitor: DeployedMonitor): Promise<Run | undefined> {
  if (run.blockedBy !== null) return readRun(run.blockedBy, monitor);
  const [item] = await monitor.table.bodies([stateKey(run.target)]);
  if (item === undefined) return undefined;
  const state = readBody(TARGET_STATE, item);
  const refused = summaryOf(run, 0);
  const before = state.runs.filter((other) => byStart(other, refused) < 0);
  const cause = dirtiedByOtherOrigin(refused, before, run.target);
  return cause && readRun(cause.id, monitor);
}

/** What the settings file of the working directory declares; nothing without it, and then verdicts are careful. */
export async function sourcesOf({ settings }: Pick<DeployedMonitor, 'settings'>): Promise<readonly Source[]> {
  if (settings === undefined) return [];
  const { deployedAs } = await import('../deployed.ts');
  return deployedAs(settings).page.sources;
}

/** A page is written with the settings; a card without them may claim less than the page. */
function carefulWords({ verdict }: ExplainedRun, { settings }: DeployedMonitor): readonly string[] {
  if (verdict === null || settings !== undefined) return [];
  return ['', 'Judged without the settings: run this beside migrate-watch.yaml to use what it declares.'];
}

function runLines(run: ExplainedRun): readonly string[] {
  const { environment, database } = run.target;
  const when = run.startedAt === null ? '' : `, ${exactMoment(run.startedAt)}`;
  return [
    printable(`${environment}/${database}, run ${shortRunId(run.id)}${when}`),
    printable(run.id),
    '',
    card(run, columnsOf(process.stdout)),
  ];
}

function shownRunJson(run: ExplainedRun) {
  const { environment, database } = run.target;
  return {
    schema: 1,
    type: 'run',
    run: shortRunId(run.id),
    runId: run.id,
    environment,
    database,
    ...runJson(run),
    logGroup: run.logGroup,
    logStream: run.logStream,
    exitCode: run.exitCode,
    findings: run.findings,
  };
}
