import type { ContainerEnd, EndedFact } from '../model/fact.ts';
import { dedicationOf } from '../model/match-source.ts';
import type { Source } from '../model/target.ts';
import type { StateFact } from './state-event.ts';

/** The end of a container that may have run golang-migrate. Only its lines could tell. */
export interface UncertainEnd {
  readonly origin: string;
  readonly fact: EndedFact;
}

/**
 * The containers of a stopped task that may have run golang-migrate, if its source names none of them. Empty if there is only one
 * candidate, or if some containers are still running.
 */
export function uncertainEnds(
  told: readonly StateFact[],
  sources: readonly Source[],
): readonly UncertainEnd[] {
  const uncertain = told.flatMap(({ origin, fact }) =>
    fact.kind === 'ended' && fact.platform === 'ecs' && isUncertain(fact, sources) ? [{ origin, fact }] : [],
  );
  const isTaskOver = told.every(({ fact }) => fact.kind === 'ended');
  return isTaskOver && uncertain.length > 1 ? uncertain : [];
}

function isUncertain(fact: EndedFact, sources: readonly Source[]): boolean {
  const { cluster = null, family = null, container, beside = [] } = fact;
  const origin = { logGroup: null, logStream: null, container, cluster, family, beside };
  return dedicationOf(sources, origin, { commandLine: null, nth: 1 }) === 'if-it-prints';
}

/** `told`, with all `uncertain` ends added to the end of one container, so that the task is reported once. */
export function withUnnamed(
  told: readonly StateFact[],
  uncertain: readonly UncertainEnd[],
): readonly StateFact[] {
  const ends = uncertain
    .map(
      ({ fact: { container, exitCode, ownReason = null } }): ContainerEnd => ({
        container: container!,
        exitCode,
        reason: ownReason,
      }),
    )
    .sort((a, b) => (a.container < b.container ? -1 : 1));
  return told.map(({ origin, fact }) =>
    fact.kind === 'ended' && fact.container === ends[0]?.container
      ? { origin, fact: { ...fact, unnamed: ends } }
      : { origin, fact },
  );
}
