import { sqlStateOf } from '../diagnosis/knowledge/sql-state.ts';
import type { ImageFiles } from '../model/announcement.ts';
import type { ErrorClass } from '../model/error-class.ts';
import { projectOfArn } from '../model/origin.ts';
import {
  endedClean,
  type FindingKind,
  isHeldBack,
  type Outcome,
  type Proof,
  type Run,
} from '../model/run.ts';
import type { ImageFinding } from '../runs/image/compare-image.ts';

/** What a database's state keeps of a run: enough to tell incidents, small enough for sixty in one item. */
export interface RunSummary {
  readonly id: string;
  readonly origin: string;
  /** Of the run record that this was read from; a lower one is old news. */
  readonly revision: number;
  /** Orders the runs of a database; when nothing says it, the end, else the last event. Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: Outcome;
  readonly command: string | null;
  /** @see Run.proof. `null`: it has none. Left out: it was seen when that was not kept yet. */
  readonly proof?: Proof | null;
  /** @see Run.placeDeclared */
  readonly placeDeclared?: true;
  /** @see Run.clock. Left out: its times can be right. */
  readonly clockWrong?: true;
  /** CodeBuild project that ran it; left out: no build, or not told. */
  readonly project?: string;
  readonly errorClass: ErrorClass | null;
  /** SQLSTATE, else the vendor's number as text. */
  readonly code: string | null;
  /** Version it stumbled over: dirty, failed or executing. */
  readonly version: string | null;
  readonly dirtyVersion: string | null;
  /** True when it proves the database dirty, even without telling the version, as plain output does. */
  readonly dirty: boolean;
  /** Last version that its own lines prove clean; `null` when they prove none, as after a down. */
  readonly cleanVersion: string | null;
  /** True when it applied anything, up or down. */
  readonly moved: boolean;
  /** True when golang-migrate asked first and was told no, so that it did nothing; left out: it was not so. */
  readonly refused?: true;
  /** Version that its `force` marked; left out: not known, or no `force`. */
  readonly forcedVersion?: string;
  readonly durationMs: number | null;
  readonly findings: readonly FindingKind[];
  readonly alerts: Run['alerts'];
  readonly leaked: readonly string[];
  /** Left out: nothing was announced that can be used. */
  readonly image?: ImageSummary;
  /** What did not fit, once the runs before it are no longer kept, which showed it; left out until then. */
  readonly unfit?: readonly ImageFinding[];
  /** Set when nobody is told of its failure: its process may mend it by trying again, or has. Left out: people are. */
  readonly untold?: true;
  /** Set while it is not known yet whether trying again mends it. Left out: it is known, or it needs no mending. */
  readonly waits?: true;
  /** Lines of it are missing, so what is said of it may change. */
  readonly incomplete: boolean;
  /** Set when later facts moved or merged the run: it stays, so that repeats of it change nothing, and counts no more. */
  readonly superseded: boolean;
  /** Id of the run that took its place, when the message named it. */
  readonly successor: string | null;
}

/** The files that a run's entrypoint announced, and where the run began to apply them. */
export interface ImageSummary extends ImageFiles {
  /** Lowest version that it applied; `null` when it applied none. */
  readonly appliedFrom: string | null;
  /** When the last migration that it applied was finished, epoch ms; unlike the end of the run never told otherwise later. */
  readonly appliedUntil: number | null;
}

/** Commands that end without an error and still prove nothing about the migrations. */
const PROVES_NOTHING = new Set(['force', 'version', 'create']);

export function summaryOf(
  run: Run,
  revision: number,
  superseded = false,
  successor: string | null = null,
): RunSummary {
  const stuck = run.migrations.find(({ status }) => status === 'failed' || status === 'running');
  const last = run.migrations.findLast(({ status }) => status === 'applied');
  const project = run.resource === null ? undefined : projectOfArn(run.resource);
  return {
    id: run.id,
    origin: run.origin,
    revision,
    startedAt: run.startedAt ?? run.endedAt ?? run.lastEventAt ?? 0,
    endedAt: run.endedAt ?? (run.outcome === 'running' ? null : run.lastEventAt),
    outcome: run.outcome,
    command: run.command,
    proof: run.proof ?? null,
    ...(run.placeDeclared && { placeDeclared: true }),
    ...(run.clock && { clockWrong: true }),
    ...(project !== undefined && { project }),
    errorClass: run.error?.class ?? null,
    code: run.error && (sqlStateOf(run.error) ?? run.error.vendorCode?.toString() ?? null),
    version: run.dirtyVersion ?? stuck?.version ?? null,
    dirtyVersion: run.dirtyVersion,
    // golang-migrate marks a version dirty before it executes any of its SQL.
    dirty: run.dirtyVersion !== null || (run.outcome === 'failed' && run.error?.class === 'migration-failed'),
    cleanVersion: last?.direction === 'up' ? last.version : null,
    moved: last !== undefined,
    ...(run.refused && { refused: run.refused }),
    ...(run.forcedVersion === undefined ? {} : { forcedVersion: run.forcedVersion }),
    durationMs: run.durationMs,
    findings: [...new Set(run.findings.map(({ kind }) => kind))].sort(),
    alerts: [...run.alerts].sort(),
    leaked: [...new Set(run.leaked)].sort(),
    ...(run.announcedFiles && {
      image: { ...run.announcedFiles, appliedFrom: appliedFrom(run), appliedUntil: last?.endedAt ?? null },
    }),
    ...(isHeldBack(run) && { untold: true }),
    ...(run.retry?.state === 'waits' && { waits: true }),
    incomplete: run.incomplete !== null,
    superseded,
    successor,
  };
}

function appliedFrom({ migrations }: Run): string | null {
  const first = migrations.find(({ status, direction }) => status === 'applied' && direction === 'up');
  return first?.version ?? null;
}

/** When people would say that a run happened. */
export function happenedAt(run: RunSummary): number {
  return run.endedAt ?? run.startedAt;
}

/** Order of a database's runs: by start, then by id, so that it never depends on arrival. */
export function byStart(
  a: Pick<RunSummary, 'startedAt' | 'id'>,
  b: Pick<RunSummary, 'startedAt' | 'id'>,
): number {
  return a.startedAt - b.startedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * Do its own lines prove that the database's migrations are in order? Whether they are believed depends on where it printed them:
 * see `isEvidence`.
 */
export function provesClean(run: RunSummary): boolean {
  return run.proof === undefined ? provedCleanFormerly(run) : run.proof !== null;
}

/** Whatever was seen before `proof` was kept has had its effect: people were told. */
function provedCleanFormerly(run: RunSummary): boolean {
  if (!endedClean(run.outcome) || run.dirty || PROVES_NOTHING.has(run.command ?? 'up')) return false;
  return run.moved || run.outcome === 'no-change';
}

/** Does it need a repair, or at least a look, before the next deploy? Runs that are green but wrong do not count here. */
export function inTrouble(run: RunSummary): boolean {
  if (run.untold || run.refused) return false;
  switch (run.outcome) {
    case 'failed':
    case 'blocked':
    case 'killed':
    case 'unknown':
      return true;
    case 'running':
    case 'stopped-early':
      return false;
    case 'succeeded':
    case 'no-change':
      return run.dirty && run.command !== 'force';
    default:
      return run.outcome satisfies never;
  }
}

const WRONG_FINDINGS = [
  'stopped-early',
  'file-read-in-part',
  'skipped-lower-version',
  'image-newer',
  'image-older',
] as const satisfies FindingKind[];

/** A finding that makes a green run wrong. */
export type WrongFinding = (typeof WRONG_FINDINGS)[number];

/** What is wrong with a run that exited 0, by itself and as `unfit` says; empty for every other run. */
export function wrongFindings(run: RunSummary, unfit: readonly ImageFinding[]): readonly WrongFinding[] {
  if (run.outcome !== 'stopped-early' && !endedClean(run.outcome)) return [];
  const findings = WRONG_FINDINGS.filter(
    (kind) => run.findings.includes(kind) || unfit.some((each) => each.kind === kind),
  );
  return run.outcome === 'stopped-early' && findings.length === 0 ? ['stopped-early'] : findings;
}
