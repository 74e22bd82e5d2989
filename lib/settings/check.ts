import type { SettingsDocument } from './document.ts';
import type { PartialSettings } from './partial-settings.ts';
import type { Path, Problem } from './problem.ts';
import type { SettingsInput } from './schema/settings.ts';

/** A check of how parts of the file fit together. It reads only well-formed parts and ignores the others. */
export type Check = (settings: PartialSettings<SettingsInput>, report: Report) => void;

export interface Report {
  /** Reports a problem, so the file is not used. `message` continues after the path: `names 'x'; expected …`. */
  problem(path: Path, message: string, at?: 'key' | 'value'): void;
  /** Reports something questionable; the file is still used. */
  warning(path: Path, message: string, at?: 'key' | 'value'): void;
}

export function collect(document: SettingsDocument): Report & {
  readonly problems: Problem[];
  readonly warnings: Problem[];
} {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const say = (list: Problem[]) => (path: Path, message: string, at?: 'key' | 'value') => {
    list.push(document.problem(path, `${document.called(path)} ${message}`, at));
  };
  return { problems, warnings, problem: say(problems), warning: say(warnings) };
}

/** Entries of a list that are well-formed, with their indexes. */
export function entriesOf<T>(
  list: readonly (T | undefined)[] | undefined,
): readonly (readonly [number, T])[] {
  return (list ?? []).flatMap((value, index) => (value === undefined ? [] : [[index, value] as const]));
}

/** Entries of a mapping that are well-formed. */
export function fieldsOf<T>(
  mapping: { readonly [name: string]: T | undefined } | undefined,
): readonly (readonly [string, T])[] {
  return Object.entries(mapping ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
}
