import type { Escalation } from '../../contract/escalation.ts';
import type { IncidentKind } from '../../contract/incident-kind.ts';
import type { Names } from '../../contract/names.ts';
import { own } from '../../contract/own.ts';
import type { Severity } from '../../contract/severity.ts';
import type { Mute } from '../model/action.ts';
import type { Monitor } from '../model/monitor.ts';
import type { Source, Target } from '../model/target.ts';
import { type MaintenanceSchedule, type MaintenanceWindow, windowAt } from './maintenance.ts';
import { muteWindow } from './mute.ts';

/** What the settings say about pages. */
export interface PagePolicy {
  readonly monitor: Monitor;
  /** Severity by environment; an environment that is not named gets `otherwise`. */
  readonly severities: Readonly<Record<string, Severity>>;
  readonly otherwise: Severity;
  readonly maintenance: readonly MaintenanceSchedule[];
  /** The mute of the environment that a decision is about. Left out if none is in force, or if it was not read. */
  readonly mute?: Mute;
  /**
   * Who is told about an incident that nobody takes.
   *
   * @default nobody else
   */
  readonly escalation?: Escalation;
  /** Where the engine and the multi-statement mode of each database are declared. */
  readonly sources: readonly Source[];
  /**
   * What the settings name beside the targets of sources.
   *
   * @default everything counts as named
   */
  readonly names?: Names | undefined;
  /** Address of the runbook, without a fragment; headings are appended as anchors. */
  readonly runbookUrl: string;
  /** Address of the dashboard of all environments. Left out if it is not known; pages then have no link to it. */
  readonly dashboardUrl?: string;
  /** Region of the logs, for links when no task or build names it. Without it there are no such links. */
  readonly region?: string;
}

/** Runs that no rule matches may be production's, so they get a warning. */
export const DEFAULT_SEVERITIES = { production: 'critical', unmatched: 'warning' } as const;

export function severityOf(policy: PagePolicy, environment: string): Severity {
  return own(policy.severities, environment) ?? policy.otherwise;
}

const SILENCED: ReadonlySet<IncidentKind> = new Set(['slow', 'missing']);

/**
 * The window that silences an incident of `kind` at `now`; `null` if none does. A maintenance window silences slow and missing runs
 * only. A mute silences everything but a leaked credential.
 */
export function silencingWindow(
  policy: PagePolicy,
  kind: IncidentKind,
  { environment, database }: Target,
  now: number,
): MaintenanceWindow | null {
  const muted = muteWindow(policy.mute, kind, now);
  if (muted) return muted;
  if (!SILENCED.has(kind)) return null;
  for (const schedule of policy.maintenance) {
    const { environments, databases } = schedule;
    const fits = (environments?.includes(environment) ?? true) && (databases?.includes(database) ?? true);
    const window = fits ? windowAt(schedule, now) : null;
    if (window) return window;
  }
  return null;
}
