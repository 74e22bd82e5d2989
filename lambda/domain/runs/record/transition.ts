import { isHeldBack, type Run } from '../../model/run.ts';
import { sameValue } from '../../model/same-value.ts';
import type { Transition } from './run-record.ts';

/**
 * What people have to hear about when `after` replaces `before`; `undefined` when nothing.
 *
 * Exact, because `before` is the very record that the conditional write replaced. Progress of a running run is
 * no transition. Facts that only confirm its end (an exit code that agrees, a later end time) are none either.
 */
export function transitionOf(before: Run | null, after: Run): Transition | undefined {
  const kind = kindOf(before, after);
  if (!kind) return undefined;
  const moved = before !== null && !sameValue(before.target, after.target);
  return {
    kind,
    before: before?.outcome ?? null,
    after: after.outcome,
    ...(moved && { left: before.target }),
  };
}

function kindOf(before: Run | null, after: Run): Transition['kind'] | undefined {
  const running = after.outcome === 'running';
  if (before === null) return running ? 'started' : 'ended';
  if (before.outcome === 'running') {
    if (!running) return 'ended';
    if (!sameValue(before.target, after.target)) return 'corrected';
    return hasNew(before, after) ? 'alerted' : undefined;
  }
  return sameValue(shown(before), shown(after)) ? undefined : 'corrected';
}

/** True when a running run shows something that it did not show before. What went away needs no alert. */
function hasNew(before: Run, after: Run): boolean {
  const known = new Set<string>(before.findings.map((finding) => finding.kind));
  return (
    after.alerts.some((alert) => !before.alerts.includes(alert)) ||
    after.leaked.some((leak) => !before.leaked.includes(leak)) ||
    after.findings.some((finding) => !known.has(finding.kind))
  );
}

/**
 * What a page, or the state of the database, says of an ended run; any other change is worth telling nobody.
 *
 * Of sentences only what they mean: a release that words one otherwise tells of nothing new.
 */
function shown(run: Run): unknown {
  const {
    outcome,
    target,
    command,
    error,
    dirtyVersion,
    blockedBy,
    disagreement,
    findings,
    announcedFiles,
    leaked,
  } = run;
  const migrations = run.migrations.map(({ version, direction, status }) => ({ version, direction, status }));
  const incomplete = run.incomplete !== null;
  return {
    outcome,
    target,
    command,
    migrations,
    error,
    dirtyVersion,
    blockedBy,
    disagreement: disagreement !== null,
    findings: findings.map(({ kind }) => kind),
    announcedFiles,
    leaked,
    incomplete,
    proof: run.proof,
    untold: isHeldBack(run),
  };
}
