import { type Document, isAlias, isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { valueAt } from './partial-settings.ts';
import { formatPath, type Path, type Problem, quote } from './problem.ts';

/** Name of the whole document in messages. */
export const THE_FILE = 'the file';

/** A settings file as read, with the places of its values. */
export interface SettingsDocument {
  /** Plain value; `undefined` when {@link syntax} has problems. */
  readonly value: unknown;
  /** Syntax errors of the YAML. */
  readonly syntax: readonly Problem[];
  /** A problem at the value at `path`, or at its key; the nearest value around it when the file has none there. */
  problem(path: Path, message: string, at?: 'key' | 'value'): Problem;
  /** Name of the value at `path` in messages; the file itself if `path` is empty. */
  called(path: Path): string;
}

/** The part of a document at `path`, as a separate document whose problems use the paths of the whole one. */
export function documentWithin(whole: SettingsDocument, path: Path): SettingsDocument {
  return {
    value: valueAt(whole.value, path),
    syntax: [],
    problem: (inner, message, at) => whole.problem([...path, ...inner], message, at),
    called: (inner) => whole.called([...path, ...inner]),
  };
}

/** Reads YAML 1.2 (JSON is YAML), with anchors and `<<` merges. Never throws. */
export function readDocument(text: string, file: string): SettingsDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const place = (offset: number, path: string, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col), path, message };
  };
  const problem = (path: Path, message: string, at: 'key' | 'value' = 'value') =>
    place(offsetOf(document, path, at), formatPath(path), message);
  const syntax = document.errors.map(({ pos, code, message }) =>
    place(pos[0], '', WORDS[code]?.(text.slice(pos[0])) ?? `the file is not YAML: ${message}`),
  );
  const called = (path: Path) => formatPath(path) || THE_FILE;
  if (syntax.length > 0) return { value: undefined, syntax, problem, called };
  try {
    return { value: document.toJS(), syntax, problem, called };
  } catch (error) {
    const { message } = error as Error;
    return { value: undefined, syntax: [place(0, '', `the file is not YAML: ${message}`)], problem, called };
  }
}

/** Messages for errors whose text from the parser would not help. */
const WORDS: Readonly<Record<string, (from: string) => string>> = {
  DUPLICATE_KEY: (from) =>
    `${quote(/^[^\s:,{}]*/.exec(from)![0])} is used twice in one mapping; expected each name once`,
  MULTIPLE_DOCS: () => 'a second document begins here; expected one document in the file',
  TAB_AS_INDENT: () => 'this line is indented by a tab; expected spaces',
};

function offsetOf(document: Document.Parsed, path: Path, at: 'key' | 'value'): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    let next: Node | null = null;
    if (isMap<Node, Node | null>(node)) {
      const pair = node.items.find(({ key }) => String(key) === String(part));
      if (pair === undefined) return offset;
      const isLast = index === path.length - 1;
      next = (at === 'key' && isLast) || pair.value === null ? pair.key : pair.value;
    } else if (isSeq<Node>(node)) next = node.items[Number(part)] ?? null;
    if (next === null) return offset;
    node = next;
    offset = node.range?.[0] ?? offset;
  }
  return offset;
}
