import type { AlarmSummary, MissingRunSummary, TargetState } from './target-state.ts';

/** What a mark is about. Marks are stored and compared as text: a run's id, `alarm:<name>@<at>`, or `missing:<id>`. */
export type MarkSubject =
  | { readonly kind: 'run'; readonly id: string }
  /** `at`: epoch ms. */
  | { readonly kind: 'alarm'; readonly name: string; readonly at: number }
  | { readonly kind: 'missing'; readonly id: string };

/** Mark of an alarm that went into ALARM at that time. */
export function markOfAlarm({ name, at }: Pick<AlarmSummary, 'name' | 'at'>): string {
  return `alarm:${name}@${at}`;
}

/** Mark of an expected run that did not come. */
export function markOfMissing({ id }: Pick<MissingRunSummary, 'id'>): string {
  return `missing:${id}`;
}

/** What `mark` is about. Text that is neither an alarm's mark nor a missing run's is the id of a run. */
export function parseMark(mark: string): MarkSubject {
  const [, name, at] = /^alarm:(.*)@(-?\d+)$/s.exec(mark) ?? [];
  if (name !== undefined) return { kind: 'alarm', name, at: Number(at) };
  const [, id] = /^missing:(.*)$/s.exec(mark) ?? [];
  return id === undefined ? { kind: 'run', id: mark } : { kind: 'missing', id };
}

/** The alarms among `marks` that are kept in the state. */
export function alarmsAmong(state: TargetState, marks: readonly string[]): readonly AlarmSummary[] {
  return state.alarms.filter((alarm) => marks.includes(markOfAlarm(alarm)));
}
