import type { Source, Target } from '../target.ts';
import type { IncidentKind } from './incident-key.ts';
import type { Severity } from './severity.ts';

/** A planned time in which slow and missing runs are nothing to tell people of. */
export interface MaintenanceWindow {
  readonly environment: string;
  /** Left out: every database of the environment. */
  readonly database?: string;
  /** First moment in it, epoch ms. */
  readonly from: number;
  /** First moment after it, epoch ms. */
  readonly until: number;
  readonly reason: string;
}

/** What settings decide about pages. */
export interface PagePolicy {
  /** Severity by environment; one that is not named gets `otherwise`. */
  readonly severities: Readonly<Record<string, Severity>>;
  readonly otherwise: Severity;
  readonly windows: readonly MaintenanceWindow[];
  /** Engine and multi-statement mode of each database are read from here. */
  readonly sources: readonly Source[];
  /** Where the runbook is; its headings are the anchors. */
  readonly runbookUrl: string;
}

/** Runs that no rule names may well be production's. */
export const DEFAULT_SEVERITIES = { production: 'critical', unmatched: 'warning' } as const;

/** Reserved: its pages are written and kept, and sent to nobody. */
export const CANARY_ENVIRONMENT = 'canary';

export function severityOf(policy: PagePolicy, environment: string): Severity {
  return policy.severities[environment] ?? policy.otherwise;
}

const SILENCED: ReadonlySet<IncidentKind> = new Set(['slow', 'missing']);

/** The window that silences an incident of `kind` at `now`; never one of kind migration, wrong or leak. */
export function silencingWindow(
  { windows }: PagePolicy,
  kind: IncidentKind,
  target: Target,
  now: number,
): MaintenanceWindow | null {
  if (!SILENCED.has(kind)) return null;
  const fits = ({ environment, database, from, until }: MaintenanceWindow) =>
    environment === target.environment &&
    (database === undefined || database === target.database) &&
    from <= now &&
    now < until;
  return windows.find(fits) ?? null;
}
