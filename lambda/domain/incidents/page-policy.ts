import type { IncidentKind } from '../../contract/incident-kind.ts';
import { own } from '../../contract/own.ts';
import type { Severity } from '../../contract/severity.ts';
import type { Source, Target } from '../model/target.ts';
import { type MaintenanceSchedule, type MaintenanceWindow, windowAt } from './maintenance.ts';

/** What settings decide about pages. */
export interface PagePolicy {
  /** Severity by environment; one that is not named gets `otherwise`. */
  readonly severities: Readonly<Record<string, Severity>>;
  readonly otherwise: Severity;
  readonly maintenance: readonly MaintenanceSchedule[];
  /** Engine and multi-statement mode of each database are read from here. */
  readonly sources: readonly Source[];
  /** Where the runbook is; its headings are the anchors. */
  readonly runbookUrl: string;
  /** Where the overview of all environments is; left out: not known, and pages link to none. */
  readonly dashboardUrl?: string;
  /** Region of the logs, for links where no task or build names it; left out: no such links. */
  readonly region?: string;
}

/** Runs that no rule names may well be production's. */
export const DEFAULT_SEVERITIES = { production: 'critical', unmatched: 'warning' } as const;

export function severityOf(policy: PagePolicy, environment: string): Severity {
  return own(policy.severities, environment) ?? policy.otherwise;
}

const SILENCED: ReadonlySet<IncidentKind> = new Set(['slow', 'missing']);

/** The window that silences an incident of `kind` at `now`; never one of kind migration, wrong or leak. */
export function silencingWindow(
  { maintenance }: PagePolicy,
  kind: IncidentKind,
  { environment, database }: Target,
  now: number,
): MaintenanceWindow | null {
  if (!SILENCED.has(kind)) return null;
  for (const schedule of maintenance) {
    const { environments, databases } = schedule;
    const fits = (environments?.includes(environment) ?? true) && (databases?.includes(database) ?? true);
    const window = fits ? windowAt(schedule, now) : null;
    if (window) return window;
  }
  return null;
}
