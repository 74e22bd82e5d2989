import {
  type EndedFact,
  type Fact,
  type FactsByKind,
  factsByKind,
  type StartedFact,
} from '../../model/fact.ts';
import type { OriginTraits } from '../../model/match-source.ts';
import { clusterOfArn, projectOfArn } from '../../model/origin.ts';
import type { Run } from '../../model/run.ts';
import type { Source } from '../../model/target.ts';
import { finishRun } from './finish-run.ts';
import { withRetries } from './retries.ts';
import { RunSplitter } from './run-splitter.ts';
import type { Folded, FoldSeed } from './seed.ts';
import { linesInOrder, timelineOf } from './timeline.ts';

/*
 * Event sourcing: the facts of one origin are its event stream, and this is the fold over them. `timeline.ts` orders the facts,
 * `run-splitter.ts` evolves an `OpenRun` with each line, and `finish-run.ts` projects each into a `Run`.
 */

/** What the fold needs in addition to the facts. */
export interface FoldContext {
  /** Origin id that the facts belong to. */
  readonly origin: string;
  readonly sources: readonly Source[];
}

/**
 * Folds the facts of one origin into its runs, oldest first.
 *
 * Pure, without a clock. Arrival order, repeats and batch boundaries do not matter: lines are ordered by event time and
 * log event id. The end of the process comes after every line, even if the clocks disagree.
 */
export function fold(facts: readonly Fact[], context: FoldContext): readonly Run[] {
  return foldFrom(null, facts, context).runs;
}

/**
 * {@link fold}, continued from a seed (`null`: from the beginning). Returns the runs after the seed. `facts` must hold every fact
 * with a line since {@link FoldSeed.since}, and every deadline since then.
 */
export function foldFrom(
  seed: FoldSeed | null,
  facts: readonly Fact[],
  { origin, sources }: FoldContext,
): Folded {
  const byKind: FoldedFacts = factsByKind(facts);
  const started = earliest(seed?.started ? [...byKind.started, seed.started] : byKind.started);
  const ended = latestEnd(byKind.ended);
  const traits = { ...traitsOf(byKind, seed?.traits), ...traitsOfStateEvent(ended ?? started) };
  const splitter = new RunSplitter(traits, sources, { started, ended }, seed);
  const lines = linesInOrder(byKind, seed);
  for (const entry of timelineOf(lines, byKind)) {
    if ('what' in entry) splitter.current?.passDeadline(entry);
    else splitter.line(entry);
  }
  if (ended) splitter.processEnded(ended);
  const missing = byKind.deadlines.filter(({ what }) => what === 'lines-missing');
  const runs: Run[] = [];
  for (const [index, open] of splitter.runs.entries()) {
    const nth = (seed?.runs ?? 0) + index + 1;
    const before = { previous: runs, earlier: seed?.left ?? [] };
    const { forecasts, loads } = byKind;
    runs.push(
      finishRun(open, { origin, traits, nth, started, ended, missing, forecasts, loads, ...before, sources }),
    );
  }
  const attempts = runs.map((run, index) => ({ run, exited: splitter.runs[index]!.exited }));
  const failingSince = seed?.failingSince ?? null;
  return {
    runs: withRetries(attempts, { ended, deadlines: byKind.deadlines, failingSince }),
    opened: splitter.runs,
    lines,
    started,
    traits,
    seed,
  };
}

/** The facts that the fold reads. {@link foldFrom} does not compile while {@link FactsByKind} has a list that is not named here. */
type FoldedFacts = {
  readonly [List in keyof FactsByKind]: List extends
    | 'lines'
    | 'started'
    | 'ended'
    | 'deadlines'
    | 'forecasts'
    | 'loads'
    ? FactsByKind[List]
    : never;
};

/** Where the origin's text came from: the most complete answer that any fact has, whatever the order of the facts. */
function traitsOf({ lines, started, ended }: FactsByKind, known: OriginTraits | undefined): OriginTraits {
  let best = known;
  for (const facts of [lines, started, ended]) {
    for (const fact of facts) if (best === undefined || isMoreComplete(fact, best)) best = fact;
  }
  if (best === undefined) return { logGroup: null, logStream: null, container: null };
  const { logGroup, logStream, container } = best;
  return { logGroup, logStream, container };
}

/** What only state events say. If a stored fact has no cluster, the cluster is taken from the task's ARN; old ARNs do not contain it. */
function traitsOfStateEvent(fact: StartedFact | EndedFact | undefined): Partial<OriginTraits> {
  if (fact === undefined) return {};
  const { platform, resource, family = null, beside = [] } = fact;
  if (platform === 'codebuild') return { project: projectOfArn(resource) ?? null };
  return { cluster: fact.cluster ?? clusterOfArn(resource) ?? null, family, beside };
}

/** Does `a` say more than `b` about where the origin's text came from? */
export function isMoreComplete(a: OriginTraits, b: OriginTraits): boolean {
  if (a.logGroup === b.logGroup && a.logStream === b.logStream && a.container === b.container) return false;
  const more = rank(a) - rank(b);
  return more > 0 || (more === 0 && keyOf(a) < keyOf(b));
}

function rank({ logGroup, container }: OriginTraits): number {
  return Number(logGroup !== null) * 2 + Number(container !== null);
}

function keyOf({ logGroup, logStream, container }: OriginTraits): string {
  return JSON.stringify([logGroup, logStream, container]);
}

function earliest(starts: readonly StartedFact[]): StartedFact | undefined {
  return starts.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))[0];
}

/** The highest version wins. If a container stops before its task, ECS repeats its end with later times, so the earliest time counts. */
function latestEnd(ends: readonly EndedFact[]): EndedFact | undefined {
  const [last] = ends.toSorted((a, b) => b.version - a.version || (a.id < b.id ? -1 : 1));
  if (!last) return undefined;
  const same = ends.filter(({ exitCode }) => exitCode === last.exitCode);
  return { ...last, at: Math.min(...same.map(({ at }) => at)) };
}
