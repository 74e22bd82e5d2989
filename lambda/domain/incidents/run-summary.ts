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

/** What a database's state keeps of a run: enough to derive incidents, and small enough for sixty runs in one item. */
export interface RunSummary {
  readonly id: string;
  readonly origin: string;
  /** Revision of the run record that this was read from. A message with a lower revision is outdated. */
  readonly revision: number;
  /** Start, epoch ms; the runs of a database are ordered by it. If the start is not known, this is the end, else the last event. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: Outcome;
  readonly command: string | null;
  /** @see Run.proof. `null` if the run has no proof. Left out if it was stored before this attribute existed. */
  readonly proof?: Proof | null;
  /** @see Run.placeDeclared */
  readonly placeDeclared?: true;
  /**
   * The log group in which the entrypoint announced the database, because the settings do not name it. `null` if the settings name it,
   * or if it is not known. Left out if it was stored before this attribute existed.
   */
  readonly announcedIn?: string | null;
  /** Set when its times cannot be right: see Run.clock. Left out if they can be right. */
  readonly clockWrong?: true;
  /** CodeBuild project that ran it; left out if it is not a build, or if the project is not known. */
  readonly project?: string;
  readonly errorClass: ErrorClass | null;
  /** SQLSTATE, else the vendor's number as text. */
  readonly code: string | null;
  /** Version in trouble: dirty, failed, or executing when the run ended; `null` if no version is in trouble, or if it is not known. */
  readonly version: string | null;
  readonly dirtyVersion: string | null;
  /** True when the run proves that the database is dirty, even without naming the version (output without `-verbose` does not name it). */
  readonly dirty: boolean;
  /** Last version that its own lines prove clean; `null` when they prove none, for example after a down migration. */
  readonly cleanVersion: string | null;
  /** True when it applied a migration, up or down. */
  readonly moved: boolean;
  /** Set when golang-migrate asked for confirmation and did nothing, because the answer was no. Left out if that did not happen. */
  readonly refused?: true;
  /** Version that its `force` set; left out if it is not known, or if the command is not `force`. */
  readonly forcedVersion?: string;
  readonly durationMs: number | null;
  readonly findings: readonly FindingKind[];
  readonly alerts: Run['alerts'];
  readonly leaked: readonly string[];
  /** Left out if there is no usable announcement. */
  readonly image?: ImageSummary;
  /** Findings about its image, stored when the runs that they were derived from are dropped; left out until then. */
  readonly unfit?: readonly ImageFinding[];
  /** Set when people get no page about its failure, because its process may repair it by a retry, or has done so. Left out if people get one. */
  readonly untold?: true;
  /** @see Run.unwatched. People get no page about it. */
  readonly unwatched?: true;
  /** Set while it is not known yet whether a retry repairs it. Left out if it is known, or if there is nothing to repair. */
  readonly waits?: true;
  /** True when some of its lines are missing, so that its result may change. */
  readonly incomplete: boolean;
  /** True when later facts replaced this run. It no longer counts, but is kept so that repeated messages about it change nothing. */
  readonly superseded: boolean;
  /** Id of the run that replaced it; `null` if the message does not name one. */
  readonly successor: string | null;
}

/** The files that a run's entrypoint announced, and where the run began to apply them. */
export interface ImageSummary extends ImageFiles {
  /** Lowest version that it applied; `null` when it applied none. */
  readonly appliedFrom: string | null;
  /** When the last migration that it applied was finished, epoch ms; later facts do not change it, as they can change the end of the run. */
  readonly appliedUntil: number | null;
}

/** Commands whose success proves nothing about the migrations. */
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
    announcedIn: run.announced ? run.logGroup : null,
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
    ...(run.unwatched && { unwatched: true }),
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

/** Orders a database's runs by start, then by id, so that the order never depends on arrival. */
export function byStart(
  a: Pick<RunSummary, 'startedAt' | 'id'>,
  b: Pick<RunSummary, 'startedAt' | 'id'>,
): number {
  return a.startedAt - b.startedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * Do the run's own lines prove that the database is clean? Whether they count also depends on where the run printed them: see
 * `isEvidence`.
 */
export function provesClean(run: RunSummary): boolean {
  return run.proof === undefined ? provedCleanFormerly(run) : run.proof !== null;
}

/** Judges a run that was stored before `proof` existed. Such a run keeps its result, because people have been notified of it. */
function provedCleanFormerly(run: RunSummary): boolean {
  if (!endedClean(run.outcome) || run.dirty || PROVES_NOTHING.has(run.command ?? 'up')) return false;
  return run.moved || run.outcome === 'no-change';
}

/** Must a person look at it before the next deploy? Runs that are green but wrong do not count here: see {@link wrongFindings}. */
export function inTrouble(run: RunSummary): boolean {
  if (run.untold || run.refused || run.unwatched) return false;
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

/** What is wrong with a run that exited 0: its own findings, and those about its image (`unfit`). Empty for every other run. */
export function wrongFindings(run: RunSummary, unfit: readonly ImageFinding[]): readonly WrongFinding[] {
  if (run.outcome !== 'stopped-early' && !endedClean(run.outcome)) return [];
  const findings = WRONG_FINDINGS.filter(
    (kind) => run.findings.includes(kind) || unfit.some((each) => each.kind === kind),
  );
  return run.outcome === 'stopped-early' && findings.length === 0 ? ['stopped-early'] : findings;
}
