import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { counted } from '../../../lambda/domain/model/counted.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { awsFault } from '../aws-fault.ts';
import { parseSince, SINCE_FORMS } from '../since.ts';
import { deliver } from './backfill/deliver.ts';
import { LogHistory, type Part } from './backfill/history.ts';
import { MonitorFault } from './fault.ts';
import { exactMoment, isoMoment } from './moments.ts';
import { type DeployedMonitor, type MonitorOptions, withMonitor } from './open-monitor.ts';
import { say } from './output.ts';
import { type ActTime, REAL_TIME } from './publish.ts';
import { typedText } from './typed-text.ts';

export interface BackfillOptions extends MonitorOptions {
  readonly since: string;
  /** Default: the log groups of this account that the settings file names. */
  readonly logGroup?: readonly string[];
  /** Default: only says what it would read. */
  readonly yes?: boolean;
}

const DAY_MS = 24 * 60 * 60_000;
/** Longer than any of the monitor's items are kept. */
const MOST_DAYS = 400;
const PROGRESS_EACH = 25;

/** `migrate-watch backfill`: records the runs in the history of the watched log groups; returns the exit code. */
export async function backfill(options: BackfillOptions, time: ActTime = REAL_TIME): Promise<number> {
  return withMonitor(options, async (monitor) => {
    const now = time.clock();
    const since = sinceOf(options.since, now);
    const functionName = monitor.outputs.get('IngestFunction');
    if (functionName === undefined)
      throw new MonitorFault(`stack ${monitor.stack} has no output IngestFunction; deploy this version`);
    const history = new LogHistory(new CloudWatchLogsClient(monitor.place), time.pause);
    const { parts, failed } = await search(logGroupsOf(options, monitor), { history, since, now });
    const streams = new Set(parts.map(({ logGroup, logStream }) => `${logGroup} ${logStream}`)).size;
    say([
      `${counted(parts.length, 'part')} of ${counted(streams, 'log stream')} since ${exactMoment(since)} may hold runs. Reading them takes ${counted(parts.length, 'request')} or more, at two a second: ${minutes(parts.length)}.`,
    ]);
    if (parts.length === 0) return failed > 0 ? 1 : 0;
    if (!options.yes) {
      say(['Nothing is recorded yet. Add --yes to record the runs; nobody is told about them.']);
      return failed > 0 ? 1 : 0;
    }
    const lambda = new LambdaClient(monitor.place);
    const left = await record(parts, { history, lambda, functionName, owner: monitor.monitor.account });
    return failed + left > 0 ? 1 : 0;
  });
}

function sinceOf(text: string, now: number): number {
  const since = parseSince(text, now);
  if (since === undefined)
    throw new MonitorFault(`--since ${typedText(text)} is not a time; expected ${SINCE_FORMS}`);
  if (since >= now || now - since > MOST_DAYS * DAY_MS)
    throw new MonitorFault(`--since ${typedText(text)}: expected a time within the last ${MOST_DAYS} days`);
  return since;
}

/** @throws {@link MonitorFault} if there is neither a settings file here nor an option */
function logGroupsOf(
  { logGroup }: BackfillOptions,
  { settings, monitor }: DeployedMonitor,
): readonly string[] {
  if (logGroup !== undefined) return logGroup;
  if (settings === undefined)
    throw new MonitorFault('no settings file here names this stack; give --log-group');
  return settings.logGroups.flatMap(({ reference, account }) =>
    reference.kind === 'name' && (account === null || account === monitor.account) ? [reference.name] : [],
  );
}

interface Search {
  readonly history: LogHistory;
  readonly since: number;
  readonly now: number;
}

/** The parts of all log groups, the oldest first. A group that cannot be read is named on standard error, and the others are searched. */
async function search(
  groups: readonly string[],
  { history, since, now }: Search,
): Promise<{ readonly parts: readonly Part[]; readonly failed: number }> {
  const parts: Part[] = [];
  let failed = 0;
  for (const group of groups) {
    try {
      parts.push(...(await history.parts(group, since, now)));
    } catch (error) {
      failed++;
      complain(group, error);
    }
  }
  return { parts: parts.sort((a, b) => a.from - b.from), failed };
}

interface Recording {
  readonly history: LogHistory;
  readonly lambda: LambdaClient;
  readonly functionName: string;
  readonly owner: string;
}

/** Hands the parts to the function `ingest`, the oldest first, and says how far it is. Returns how many are left. */
async function record(
  parts: readonly Part[],
  { history, lambda, functionName, owner }: Recording,
): Promise<number> {
  let left = 0;
  for (const [index, part] of parts.entries()) {
    if (index % PROGRESS_EACH === 0)
      process.stderr.write(
        `${index} of ${parts.length} parts; if this is cut off, go on with --since ${isoMoment(part.from)}\n`,
      );
    try {
      const events = await history.events(part);
      const why =
        events.length === 0 ? undefined : await deliver(lambda, functionName, part, { owner, events });
      if (why === undefined) continue;
      left++;
      process.stderr.write(`${printable(`${part.logGroup} ${part.logStream}`)}: ${printable(why)}\n`);
    } catch (error) {
      left++;
      complain(`${part.logGroup} ${part.logStream}`, error);
    }
  }
  say([
    `${counted(parts.length - left, 'part')} recorded${left === 0 ? '' : `, ${left} left`}. See migrate-watch status and migrate-watch runs.`,
  ]);
  return left;
}

function complain(what: string, error: unknown): void {
  const fault = awsFault(error);
  if (fault === undefined) throw error;
  process.stderr.write(`${printable(what)}: ${fault}\n`);
}

function minutes(requests: number): string {
  return counted(Math.ceil(requests / 120), 'minute');
}
