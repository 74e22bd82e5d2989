import type { JudgedRun, VerdictContext } from '../model/judged-run.ts';
import type { Migration } from '../model/run.ts';

/** A version that may be printed in a command: digits, or `-1` for no version. */
const VERSION = /^(?:\d{1,20}|-1)$/;

/** A version, and the sentence that says how it is known. */
export interface KnownVersion {
  readonly version: string;
  readonly from: string;
  /** True when the version is right only if a down of it failed, because it is above the version that is marked dirty. */
  readonly onlyAfterDown: boolean;
  /** True when a person forced it, and no run has confirmed it. */
  readonly byHand: boolean;
}

/** The migration that was executing when the run ended; `undefined` when no line shows it (plain output). */
export function executingOf(run: JudgedRun): Migration | undefined {
  return run.migrations.findLast(
    ({ status, version }) => (status === 'failed' || status === 'running') && VERSION.test(version),
  );
}

/** Is the run's output verbose, so that it would show a migration that began? */
export function showsWhatBegan(run: JudgedRun): boolean {
  return (
    run.source === 'cli-verbose' ||
    run.migrations.some(({ status, startedAt }) => status !== 'applied' || startedAt !== null)
  );
}

/** Direction of the migration that was executing; `null` when not known. */
export function directionOf(run: JudgedRun): 'up' | 'down' | null {
  const shown = executingOf(run) ?? run.migrations.at(-1);
  if (shown) return shown.direction;
  return run.command === 'up' || run.command === 'down' ? run.command : null;
}

/**
 * The version that the database was at before the migration that did not finish. A person forces it once that migration is undone.
 *
 * For a down: its own version. For an up: the last one applied before it in this run, else the one in the stored record. It is
 * never calculated from a number. A stored version is ignored if it is not lower than the failed up's. If it is not known whether
 * an up or a down made the database dirty, a stored version equal to the dirty one is ignored too.
 */
export function versionIfUndone(run: JudgedRun, context: VerdictContext): KnownVersion | null {
  const executing = executingOf(run);
  if (executing?.direction === 'down') {
    return known(executing.version, `The database was at ${executing.version} before this down began.`);
  }
  const until = executing === undefined ? run.migrations.length : run.migrations.indexOf(executing);
  const applied = run.migrations.slice(0, until).findLast(({ status }) => status === 'applied');
  if (applied?.direction === 'up') {
    return known(applied.version, `Just before that, this run finished applying ${applied.version}.`);
  }
  if (applied !== undefined || context.versionBefore === null) return null;
  const above = executing === undefined ? liesAboveDirty(run, context.versionBefore) : false;
  if (above === null) return null;
  if (executing !== undefined && !isLower(context.versionBefore, executing.version)) return null;
  const byHand = context.markedByHand === true;
  const from = recordWords(context.versionBefore, byHand);
  return known(context.versionBefore, from, { onlyAfterDown: above, byHand });
}

/** Is the stored version above the dirty one, so that a down must have failed? `null`: the stored version cannot be right. */
function liesAboveDirty({ outcome, dirtyVersion }: JudgedRun, stored: string): boolean | null {
  if (dirtyVersion === null) return outcome === 'blocked' ? null : false;
  if (isLower(stored, dirtyVersion)) return false;
  return isLower(dirtyVersion, stored) ? true : null;
}

function recordWords(version: string, byHand: boolean): string {
  if (byHand) return `Version ${version} was set by hand, with \`force\`: no run has confirmed it.`;
  return version === '-1'
    ? 'The last clean run on record left the database without any migration.'
    : `The last clean run on record left the database at ${version}.`;
}

/** The version that the executing migration leads to. A person forces it once the migration's whole change exists. */
export function versionIfDone(run: JudgedRun): KnownVersion | null {
  const executing = executingOf(run);
  if (executing?.direction === 'up') return known(executing.version, '');
  return run.dirtyVersion === null ? null : known(run.dirtyVersion, '');
}

function known(
  version: string,
  from: string,
  { onlyAfterDown, byHand } = { onlyAfterDown: false, byHand: false },
): KnownVersion | null {
  return VERSION.test(version) ? { version, from, onlyAfterDown, byHand } : null;
}

function isLower(one: string, other: string): boolean {
  return VERSION.test(one) && VERSION.test(other) && BigInt(one) < BigInt(other);
}
