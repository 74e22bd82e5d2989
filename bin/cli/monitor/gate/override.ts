import { randomUUID } from 'node:crypto';
import type { GateCheckName, GateOverride } from '../../../../lambda/domain/model/gate-override.ts';
import type { Target } from '../../../../lambda/domain/model/target.ts';
import { actorHere } from '../actor.ts';
import { MonitorFault } from '../fault.ts';
import type { DeployedMonitor } from '../open-monitor.ts';
import { type ActTime, publisherOf, waitFor } from '../publish.ts';
import { typedText } from '../typed-text.ts';
import type { GateCheck } from './check.ts';
import { nameOf } from './database-checks.ts';

/** What a person allows, and why. */
export interface Allowed {
  readonly checks: readonly GateCheckName[];
  readonly reason: string;
}

/**
 * Publishes, for each database with a check that was not open and is `allowed`, that the gate was overridden, and waits until the state
 * has it. A check of the monitor itself is about every database that was asked about. Returns the databases whose state does not have
 * it yet.
 *
 * @throws {@link MonitorFault} before anything is published, if a database was never seen: then there is nothing to keep it with
 */
export async function recordOverride(
  deployed: DeployedMonitor,
  environment: string,
  checks: readonly GateCheck[],
  { checks: allowed, reason }: Allowed,
  time: ActTime,
): Promise<readonly Target[]> {
  const overridden = overriddenBy(checks, allowed);
  const seen: { readonly target: Target; readonly checks: readonly GateCheckName[] }[] = [];
  for (const [database, of] of overridden) {
    const target = { environment, database };
    if ((await deployed.table.target(target)).state === null)
      throw new MonitorFault(
        `no run of ${typedText(nameOf(target))} was ever seen, so --allow cannot be recorded; use --on-unknown pass`,
      );
    seen.push({ target, checks: of });
  }
  const by = await actorHere(deployed);
  const publisher = publisherOf(deployed);
  const late: Target[] = [];
  for (const { target, checks: of } of seen) {
    const override: GateOverride = { id: randomUUID(), at: time.clock(), by, checks: of, reason };
    await publisher.publish({ type: 'gate-overridden', target, override });
    const stored = await waitFor(async () => {
      const { state } = await deployed.table.target(target);
      return state?.gateOverrides?.find(({ id }) => id === override.id);
    }, time);
    if (stored === undefined) late.push(target);
  }
  return late;
}

/** The allowed checks that are not open, by database. */
function overriddenBy(
  checks: readonly GateCheck[],
  allowed: readonly GateCheckName[],
): ReadonlyMap<string, readonly GateCheckName[]> {
  const databases = [...new Set(checks.flatMap(({ database }) => database ?? []))];
  const names = new Map<string, Set<GateCheckName>>();
  for (const { check, database, state } of checks) {
    if (state === 'open' || !allowed.includes(check)) continue;
    for (const name of database === null ? databases : [database])
      names.set(name, (names.get(name) ?? new Set()).add(check));
  }
  return new Map([...names].map(([database, of]) => [database, [...of]]));
}
