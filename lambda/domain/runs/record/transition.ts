import { isHeldBack, type Run } from '../../model/run.ts';
import { sameValue } from '../../model/same-value.ts';
import type { Transition } from './run-record.ts';

/**
 * The transition that readers are told about when `after` replaces `before`; `undefined` for none.
 *
 * Exact, because `before` is the record that the conditional write replaced. Progress of a running run is not a transition,
 * nor are facts that only confirm its end (an exit code that agrees, a later end time).
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

/** Does a running run show something that it did not show before? Something that went away needs no alert. */
function hasNew(before: Run, after: Run): boolean {
  const known = new Set<string>(before.findings.map((finding) => finding.kind));
  return (
    after.alerts.some((alert) => !before.alerts.includes(alert)) ||
    after.leaked.some((leak) => !before.leaked.includes(leak)) ||
    after.findings.some((finding) => !known.has(finding.kind))
  );
}

/**
 * The part of an ended run that pages or the database's state depend on. Other changes are not reported.
 *
 * Sentences are reduced to their kind, so that a release with other wording does not report every run again.
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
    heldBack: isHeldBack(run),
  };
}
