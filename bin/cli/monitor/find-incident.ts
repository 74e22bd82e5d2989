import { incidentItemKey, stateKey } from '../../../lambda/adapters/aws/table-keys.ts';
import { readBody } from '../../../lambda/adapters/aws/versioned-body.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import type { TargetState } from '../../../lambda/domain/incidents/target-state.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import { INCIDENT } from '../../../lambda/domain/stored/incident.ts';
import { TARGET_STATE } from '../../../lambda/domain/stored/target-state.ts';
import { MonitorFault } from './fault.ts';
import { shortKey, typedKey } from './keys.ts';
import type { DeployedMonitor } from './open-monitor.ts';
import { typedText } from './typed-text.ts';

export interface FoundIncident {
  readonly incident: Incident;
  /** State of its database; `null` if it has expired. */
  readonly state: TargetState | null;
}

/**
 * The incident that was typed, as it is stored now (strongly consistent); without `text` the only open one. Takes one or two requests.
 *
 * @throws {@link MonitorFault} if there is none, if there are several, or if it is another monitor's
 */
export async function findIncident(
  text: string | undefined,
  { table, monitor, stack }: Pick<DeployedMonitor, 'table' | 'monitor' | 'stack'>,
): Promise<FoundIncident> {
  const typed = text === undefined ? ({ kind: 'open' } as const) : typedKey(text, monitor);
  const shown = text === undefined ? '' : typedText(text);
  switch (typed.kind) {
    case 'foreign':
      throw new MonitorFault(`${shown} is ${typedText(typed.why)}`);
    case 'unknown':
      throw new MonitorFault(
        `${shown} is not the key of an incident; expected ENVIRONMENT/DATABASE/KIND/NUMBER, ENVIRONMENT/DATABASE/NUMBER, or the database of an open incident`,
      );
    case 'named': {
      const [first] = typed.names;
      const keys = typed.names.map(incidentItemKey);
      const [state, ...items] = await table.bodies([stateKey(first!.target), ...keys]);
      const found = items.flatMap((item) => (item ? [readBody(INCIDENT, item)] : []));
      const incident = only(
        found,
        `there is no incident ${shown} in stack ${stack}; it may have expired`,
        shown,
      );
      return { incident, state: state ? readBody(TARGET_STATE, state) : null };
    }
    case 'open': {
      const { environment, database } = typed as Partial<Target>;
      const open = (await table.open()).incidents.filter(
        ({ target }) =>
          (environment === undefined || target.environment === environment) &&
          (database === undefined || target.database === database),
      );
      const none = `no incident${shown === '' ? '' : ` of ${shown}`} is open in stack ${stack}; migrate-watch incidents lists those that are over`;
      const { target, kind, n } = only(open, none, shown);
      const [state, item] = await table.bodies([stateKey(target), incidentItemKey({ target, kind, n })]);
      if (item === undefined) throw new MonitorFault(none);
      return {
        incident: readBody(INCIDENT, item),
        state: state ? readBody(TARGET_STATE, state) : null,
      };
    }
    default:
      return typed satisfies never;
  }
}

function only(found: readonly Incident[], none: string, typed: string): Incident {
  const [first, ...others] = found;
  if (first === undefined) throw new MonitorFault(none);
  if (others.length === 0) return first;
  const keys = found.map(({ key }) => printable(shortKey(key))).sort();
  throw new MonitorFault(
    `${typed === '' ? 'several incidents are open' : `${typed} can be ${found.length} incidents`}: ${keys.join(', ')}; type one of them`,
  );
}
