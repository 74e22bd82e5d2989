import type { ContainerEnd, EndedFact } from '../model/fact.ts';
import { dedicationOf } from '../model/match-source.ts';
import type { Source } from '../model/target.ts';
import type { StateFact } from './state-event.ts';

/** The end of a container of which only its lines can tell whether it is the one that ran golang-migrate. */
export interface UncertainEnd {
  readonly origin: string;
  readonly fact: EndedFact;
}

/**
 * Of a stopped task the containers that may each be the one, where its source names none; none where one alone is left, or
 * where others of them still run.
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

/** `told`, with what is known of all `uncertain` ends at one of them: whichever of them it was, the task is told of once. */
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
