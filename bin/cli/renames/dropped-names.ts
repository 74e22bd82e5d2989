import type { SettingsDocument } from '../../../lib/settings/document.ts';
import { valueAt } from '../../../lib/settings/partial-settings.ts';
import { type Path, type Problem, quote } from '../../../lib/settings/problem.ts';
import type { Settings } from '../../../lib/settings/settings.ts';
import { remedy, type Unnamed, type WatchedNames, watchedNames } from './watched-names.ts';

/** Settings that were deployed, and those that replace them. */
export interface Change {
  readonly before: Settings;
  /** The file of {@link before}. */
  readonly beforeFile: string;
  readonly after: Settings;
  /** What {@link after} was read from; the warnings have its places. */
  readonly document: SettingsDocument;
}

/** One warning for each name that a deploy of the new settings leaves behind: environments, databases, then former names. */
export function droppedNames(change: Change): readonly Problem[] {
  const names = watchedNames(change.after);
  return [
    ...unnamedOf(change.before, names).map((each) => unnamedWarning(each, change)),
    ...droppedWas(change, names),
  ];
}

/** What the former settings name, and the new ones do not. */
function unnamedOf(before: Settings, names: WatchedNames): readonly Unnamed[] {
  const targets = [...before.targets, ...before.expectedRuns];
  const missing = (what: 'environment' | 'database'): Unnamed[] => {
    const all = [...before[`${what}s`].map(({ name }) => name), ...targets.map((target) => target[what])];
    return [...new Set(all)].filter((name) => !names.knows(what, name)).map((name) => ({ what, name }));
  };
  const pairs = targets.flatMap((target) => {
    const unnamed = names.unnamed(target);
    return unnamed?.what === 'pair' ? [unnamed.name] : [];
  });
  return [
    ...missing('environment'),
    ...missing('database'),
    ...[...new Set(pairs)].map((name): Unnamed => ({ what: 'pair', name })),
  ];
}

function unnamedWarning(unnamed: Unnamed, { beforeFile, document }: Change): Problem {
  const { what, name } = unnamed;
  const path = [what === 'pair' ? 'sources' : `${what}s`];
  const its = what === 'environment' ? 'the history of its databases' : 'its history';
  const message =
    `${document.called(path)} no longer names ${quote(name)}, which ${beforeFile} names; a deploy ends its open incidents ` +
    `as no longer watched, and does not carry ${its} over; ${remedy(unnamed)}`;
  return problemAt(document, path, message);
}

/** Former names that the new settings neither have as a former name, nor as a present one. */
function droppedWas(
  { before, beforeFile, after, document }: Change,
  names: WatchedNames,
): readonly Problem[] {
  return (['environment', 'database'] as const).flatMap((of) => {
    const mapping = `${of}s` as const;
    return before[mapping].flatMap(({ name, was }) =>
      was
        .filter((former) => !names.knows(of, former))
        .map((former) => {
          // The name itself may have changed as well.
          const now = after[mapping].find((each) => each.name === name || each.was.includes(name));
          const path = now === undefined ? [mapping] : [mapping, now.name];
          const message =
            `${document.called(path)} no longer has ${quote(former)} as a former name, which ${beforeFile} has for ${quote(name)}; ` +
            'a deploy ends incidents that are open under it as no longer watched, and does not use its history any more, except what a ' +
            'run under the new name has carried over; migrate-watch doctor says when it can be dropped';
          return problemAt(document, path, message);
        }),
    );
  });
}

/** At the key of what the path names, or around it. */
function problemAt(document: SettingsDocument, path: Path, message: string): Problem {
  return document.problem(path, message, valueAt(document.value, path) === undefined ? 'value' : 'key');
}
