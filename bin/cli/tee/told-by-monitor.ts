import { runKey } from '../../../lambda/adapters/aws/table-keys.ts';
import { readBody } from '../../../lambda/adapters/aws/versioned-body.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import { logStreamOriginId } from '../../../lambda/domain/model/origin.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { shortRunId } from '../../../lambda/domain/model/run-id.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import { RUN_RECORD } from '../../../lambda/domain/stored/run-record.ts';
import { shortKey } from '../monitor/keys.ts';
import { type ActTime, waitFor } from '../monitor/publish.ts';
import type { ByHandPlace } from './by-hand-log.ts';
import { type Connection, openIncidents } from './connect.ts';

export interface SentRun {
  readonly place: ByHandPlace;
  readonly target: Target;
  /** The last run of the output, as it was understood here. */
  readonly run: Run;
  /** Incidents of the database that were open before the run. */
  readonly openBefore: readonly Incident[];
}

/** Waits until the monitor has recorded the run, and until a run that proves something has ended the incidents; says what it did. */
export async function toldByMonitor(
  { deployed }: Connection,
  { place, target, run, openBefore }: SentRun,
  time: ActTime,
): Promise<readonly string[]> {
  const origin = logStreamOriginId(place.logGroupName, place.logStreamName);
  // The run's id ends with the time of its first line, which is the same here and there.
  const id = origin + run.id.slice(run.id.lastIndexOf('-'));
  const recorded = await waitFor(async () => {
    const [item] = await deployed.table.bodies([runKey(origin, id)]);
    const stored = item && readBody(RUN_RECORD, item).run;
    return stored?.outcome === 'running' ? undefined : stored;
  }, time);
  const show = `migrate-watch show ${shortRunId(id)}`;
  if (recorded === undefined) return [`Sent to the monitor, not recorded yet. Look again with: ${show}`];
  const { environment, database } = recorded.target;
  if (environment !== target.environment || database !== target.database)
    return [
      `Recorded as unmatched, because the settings of the monitor declare no ${target.environment}/${target.database}: ${show}`,
    ];
  return [`Recorded: ${show}`, ...(await incidentLines())];

  async function incidentLines(): Promise<readonly string[]> {
    if (openBefore.length === 0) return [];
    const isOver = (open: readonly Incident[]) =>
      !openBefore.some(({ key }) => open.some((other) => other.key === key));
    const look = () => openIncidents(deployed, target);
    const open =
      recorded?.proof === undefined
        ? await look()
        : ((await waitFor(async () => {
            const now = await look();
            return isOver(now) ? now : undefined;
          }, time)) ?? (await look()));
    return openBefore.map(({ key }) => {
      const isOpen = open.some((other) => other.key === key);
      return printable(`${shortKey(key)}: ${isOpen ? 'still open' : 'ended'}`);
    });
  }
}
