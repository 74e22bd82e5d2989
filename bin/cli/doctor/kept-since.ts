import { RETENTION_DAYS } from '../../../lambda/contract/table.ts';
import { hasRuns } from '../../../lambda/domain/incidents/database-status.ts';
import type { VersionLine } from '../../../lambda/domain/incidents/version-line.ts';
import type { Settings } from '../../../lib/settings/settings.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Days after which history no longer matters: 400, or `retention.incidentDays` if that is longer. */
export function keptDays({ retention }: Pick<Settings, 'retention'>): number {
  return Math.max(RETENTION_DAYS.incident, retention.incidentDays);
}

/** Items that are as old as this, or older, no longer matter; epoch ms. */
export function keptSince(settings: Pick<Settings, 'retention'>, now: number): number {
  return now - keptDays(settings) * DAY_MS;
}

/** Does a database have history from after `since`? A state that does not show when it changed counts as young. */
export function isYoung(state: VersionLine, since: number): boolean {
  if (!hasRuns(state)) return false;
  const moments = [state.lastRun?.startedAt, state.since].flatMap((at) => at ?? []);
  return moments.length === 0 || Math.max(...moments) > since;
}
