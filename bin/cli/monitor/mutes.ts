import { mutesInForce } from '../../../lambda/domain/incidents/mute.ts';
import { actorText, type Mute } from '../../../lambda/domain/model/action.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import { printable, printableJson } from '../../../lambda/domain/model/printable.ts';
import { knownEnvironments } from './known-environments.ts';
import { exactMoment, isoMoment, localMoment, localZone } from './moments.ts';
import { type DeployedMonitor, type MonitorOptions, withMonitor } from './open-monitor.ts';
import { leftWords, say, terminalColumns } from './output.ts';
import { type Column, tableText } from './table.ts';

export interface MutesOptions extends MonitorOptions {
  readonly json?: boolean;
  readonly wide?: boolean;
}

/** `migrate-watch mutes`: the mutes that are in force; returns the exit code. */
export async function mutes(options: MutesOptions): Promise<number> {
  return withMonitor(options, async (deployed) => {
    const now = Date.now();
    const { environments, left } = await knownEnvironments(deployed);
    const found = await inForce(deployed, environments, now);
    if (options.json) {
      process.stdout.write(`${printableJson(found.map(muteJson))}\n`);
      if (left > 0) process.stderr.write(`${leftWords(left)}\n`);
      return 0;
    }
    const text =
      found.length === 0
        ? [`No environment is muted in stack ${deployed.stack}.`]
        : [
            tableText(found, COLUMNS, { columns: terminalColumns(), wide: options.wide === true }),
            '',
            `${counted(found.length, 'mute')} in force. As of ${exactMoment(now)}.`,
          ];
    say([...text, ...(left > 0 ? [leftWords(left)] : [])]);
    return 0;
  });
}

/** By environment; of one environment, the mute that lasts longest is the first. */
async function inForce(
  { table }: DeployedMonitor,
  environments: readonly string[],
  now: number,
): Promise<readonly Mute[]> {
  const all = await Promise.all(environments.map((environment) => table.mutes(environment)));
  return all.flatMap((own) => [...mutesInForce(own, now)].sort((a, b) => b.until - a.until));
}

const COLUMNS: readonly Column<Mute>[] = [
  { title: 'Environment', text: ({ environment }) => printable(environment) },
  { title: `Muted until, ${localZone()}`, text: ({ until }) => localMoment(until) },
  { title: 'Muted by', text: ({ by }) => printable(actorText(by)) },
  { title: 'Since', text: ({ at }) => localMoment(at) },
  { title: 'Reason', text: ({ reason }) => printable(reason), least: 20 },
];

/** One mute as `mutes --json` prints it. Field names are a contract: docs/commands.md lists them. */
function muteJson({ environment, at, until, by, reason }: Mute) {
  return {
    environment,
    since: isoMoment(at),
    until: isoMoment(until),
    by: by.name,
    arn: by.arn ?? null,
    reason,
  };
}
