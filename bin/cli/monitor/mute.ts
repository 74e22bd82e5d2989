import { randomUUID } from 'node:crypto';
import { muteKey } from '../../../lambda/adapters/aws/table-keys.ts';
import type { Severity } from '../../../lambda/contract/severity.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import { parseIncidentKey } from '../../../lambda/domain/model/incident-key.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { actorHere } from './actor.ts';
import { MonitorFault } from './fault.ts';
import { knownEnvironments } from './known-environments.ts';
import { isCritical, knownPolicy } from './known-policy.ts';
import { clockMoment } from './moments.ts';
import { type DeployedMonitor, type MonitorOptions, withMonitor } from './open-monitor.ts';
import { say } from './output.ts';
import {
  type ActTime,
  EXIT_REFUSED,
  notApplied,
  publisherOf,
  REAL_TIME,
  sentenceFor,
  waitFor,
} from './publish.ts';
import { typedText } from './typed-text.ts';

export interface MuteOptions extends MonitorOptions {
  readonly environment: string;
  /** How long, ms. */
  readonly for?: number;
  readonly reason?: string;
  /** Ends every mute of the environment. */
  readonly end?: boolean;
  readonly yesProduction?: boolean;
}

const EVER = { from: 0, until: Number.MAX_SAFE_INTEGER };
/** In how many of the last incidents the severity of an environment is looked for. */
const SEARCHED = 200;

/** `migrate-watch mute`: no pages about an environment for some time, or the end of that; returns the exit code. */
export async function mute(options: MuteOptions, time: ActTime = REAL_TIME): Promise<number> {
  return withMonitor(options, async (deployed) => {
    const { environment, end = false } = options;
    if (end === (options.for !== undefined))
      throw new MonitorFault('give either --for with --reason, or --end');
    if (!end && options.reason === undefined) throw new MonitorFault('--for needs --reason');
    await requireKnown(deployed, environment);
    const shown = printable(environment);
    if (!end && !options.yesProduction && (await mayBeCritical(deployed, environment))) {
      process.stderr.write(
        `${shown} is critical, or it is not known whether it is: nobody would be woken; add --yes-production if you mean it\n`,
      );
      return EXIT_REFUSED;
    }
    const mutes = end ? await deployed.table.mutes(environment) : [];
    // An end counts for mutes that began before it or with it, and the clock of the person who muted may be ahead of this one.
    const at = Math.max(time.clock(), ...mutes.map((known) => known.at));
    const id = randomUUID();
    const until = at + (options.for ?? 0);
    const reason = sentenceFor('the reason', options.reason ?? 'ended');
    const publisher = publisherOf(deployed);
    const by = await actorHere(deployed);
    await publisher.publish({ type: 'mute', id, mute: { environment, at, until, by, reason } });
    const stored = await waitFor(
      async () => (await deployed.table.bodies([muteKey(environment, id)]))[0],
      time,
    );
    if (stored === undefined)
      return notApplied(
        shown,
        end
          ? 'type it again, so that open incidents are checked'
          : 'look with `migrate-watch mutes`, or at the log of the function page',
      );
    if (!end) {
      say([`${shown}: muted until ${clockMoment(until, at)}; only leaked credentials are paged until then`]);
      return 0;
    }
    // The mute must have ended before: `page` decides about each incident with the mutes that are stored.
    const { incidents } = await deployed.table.open();
    const open = incidents.filter(({ target }) => target.environment === environment);
    for (const { key } of open) await publisher.publish({ type: 'incident-due', incident: key, dueAt: at });
    say([
      `${shown}: no longer muted; ${counted(open.length, 'open incident')} checked for pages that were held back`,
    ]);
    return 0;
  });
}

/** @throws {@link MonitorFault} for an environment that nothing is known about: a typing error would mute nothing */
async function requireKnown(deployed: DeployedMonitor, environment: string): Promise<void> {
  const { environments, left } = await knownEnvironments(deployed);
  if (environments.includes(environment) || left > 0) return;
  const names = environments.map(printable).join(', ') || 'none yet';
  throw new MonitorFault(
    `nothing is known about ${typedText(environment)} in stack ${deployed.stack}; environments: ${names}`,
  );
}

/** By the settings file here, else by the topics that got pages about the environment. Without either it may be critical. */
async function mayBeCritical(deployed: DeployedMonitor, environment: string): Promise<boolean> {
  const notified = deployed.settings === undefined ? await notifiedAbout(deployed, environment) : [];
  return isCritical(await knownPolicy(deployed, environment, notified), environment);
}

async function notifiedAbout({ table }: DeployedMonitor, environment: string): Promise<readonly Severity[]> {
  const found: Severity[] = [];
  let searched = 0;
  for await (const { key, notifiedTopics } of table.incidents(EVER)) {
    if (parseIncidentKey(key)?.target.environment === environment) found.push(...notifiedTopics);
    if (++searched === SEARCHED) break;
  }
  return found;
}
