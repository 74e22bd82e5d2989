import type { EscalationRule } from '../../contract/escalation.ts';
import type { Severity } from '../../contract/severity.ts';

/** How far an incident has escalated. Which level is next, and when, follows from this and the settings. */
export interface EscalationState {
  /** The times of the levels count from this moment, epoch ms: the first page, or when the incident was nobody's again. */
  readonly from: number;
  /** Every level whose time is not after this moment is done: it was told, or skipped because a higher one was due as well. Epoch ms. */
  readonly through: number;
  /** Levels that were told since the incident opened, each once, with the last time. They get its later pages too. */
  readonly told: readonly ToldLevel[];
  /** As the settings said when the incident was written; `null` while somebody has it, and when no level is left. */
  readonly next: NextLevel | null;
}

export interface NextLevel {
  /** From 1 on. */
  readonly level: number;
  /** Names of channels. */
  readonly to: readonly string[];
  /** When it is due, epoch ms. */
  readonly at: number;
}

/** `at`: when it was told, epoch ms. */
export interface ToldLevel extends NextLevel {
  /** The topic whose level it is. */
  readonly topic: Severity;
}

/** Starts at level 0, at `at` (epoch ms). Levels that were told stay so. */
export function restarted(state: EscalationState | undefined, at: number): EscalationState {
  return { from: at, through: at, told: state?.told ?? [], next: null };
}

/**
 * The level to tell at `now` (epoch ms); `undefined` if none is due. If several are due, after an outage, the highest: people of the
 * others would be told late, and the highest is told about it anyway.
 */
export function dueLevel(
  { from, through }: EscalationState,
  rule: EscalationRule | undefined,
  now: number,
): NextLevel | undefined {
  return stepsOf(rule, from)
    .filter(({ at }) => at > through && at <= now)
    .reduce<NextLevel | undefined>(
      (highest, step) => (highest && highest.level > step.level ? highest : step),
      undefined,
    );
}

/** The state after `level` of `topic` was told at `now`, epoch ms. */
export function afterTelling(
  state: EscalationState,
  topic: Severity,
  { level, to }: NextLevel,
  now: number,
): EscalationState {
  const others = state.told.filter((each) => each.topic !== topic || each.level !== level);
  return { ...state, through: now, told: [...others, { topic, level, to, at: now }] };
}

/** Was this level told before? */
export function wasTold(state: EscalationState, topic: Severity, level: number): boolean {
  return state.told.some((each) => each.topic === topic && each.level === level);
}

/** All levels of all rounds, by time. Levels without channels are left out. */
export function stepsOf(rule: EscalationRule | undefined, from: number): readonly NextLevel[] {
  if (rule === undefined) return [];
  const { levels, repeat } = rule;
  const roundMs = levels.at(-1)?.afterMs ?? 0;
  return Array.from({ length: repeat + 1 }, (_, round) =>
    levels.flatMap(({ afterMs, to }, index) =>
      to.length === 0 ? [] : [{ level: index + 1, to, at: from + round * roundMs + afterMs }],
    ),
  ).flat();
}
