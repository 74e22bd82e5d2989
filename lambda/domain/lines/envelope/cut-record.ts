import type { Fields } from './parse-object.ts';
import { readQuoted } from './quoted.ts';

/** A JSON record whose end is missing. */
export interface CutRecord {
  /** The fields before the cut. The last one may be incomplete. */
  readonly record: Fields;
  /** What is left of the value that was cut; `undefined` when the cut is between two fields. */
  readonly cut: string | undefined;
}

/** Most values that are read from one record. */
const MAX_VALUES = 300;
const BLANKS = /[\s,:]*/y;
const BARE = /[^\s,\]}]+/y;

/**
 * Reads a JSON object that was cut, as some platforms do at 16 KB; `undefined` for other text.
 *
 * Nothing after the cut is guessed: open lists and objects end there.
 */
export function cutRecord(text: string): CutRecord | undefined {
  const record: Record<string, unknown> = {};
  const open: (Record<string, unknown> | unknown[])[] = [record];
  let key: string | undefined;
  let at = 1;
  for (let values = 0; values < MAX_VALUES; values++) {
    at = after(BLANKS, text, at);
    const holder = open.at(-1);
    if (holder === undefined || at >= text.length) return { record, cut: undefined };
    const put = (value: unknown) => {
      if (Array.isArray(holder)) holder.push(value);
      // Defined, not assigned, so that `__proto__` is a field like any other.
      else
        Object.defineProperty(holder, key!, { value, enumerable: true, configurable: true, writable: true });
      key = undefined;
    };
    const mark = text[at]!;
    const isKey = !Array.isArray(holder) && key === undefined;
    if (mark === '}' || mark === ']') {
      open.pop();
      at++;
    } else if (mark === '"') {
      const { value, end } = readQuoted(text, at);
      const isCut = end >= text.length && (text[end - 1] !== '"' || end - 1 === at);
      if (isKey && isCut) return { record, cut: undefined };
      if (isKey) key = value;
      else put(isCut ? value.replace(/\\$/, '') : value);
      if (isCut) return { record, cut: value.replace(/\\$/, '') };
      at = end;
    } else if (isKey) {
      return undefined;
    } else if (mark === '{' || mark === '[') {
      const inner = mark === '{' ? {} : [];
      put(inner);
      open.push(inner);
      at++;
    } else {
      const end = after(BARE, text, at);
      if (end === at) return undefined;
      put(bare(text.slice(at, end)));
      at = end;
    }
  }
  return { record, cut: undefined };
}

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

function bare(word: string): unknown {
  return /^-?\d/.test(word) ? Number(word) : word === 'true' ? true : word === 'false' ? false : null;
}
