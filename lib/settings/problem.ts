/** Keys and list indexes from the top of the file. */
export type Path = readonly (string | number)[];

/** One problem or warning about the settings file, with its place. */
export interface Problem {
  readonly file: string;
  /** 1-based; of the value, or of its nearest parent in the file. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** Path as text: `sources[0].ecs.container`; empty for the file itself. */
  readonly path: string;
  /**
   * What was wrong, the value, and what is allowed, in one sentence that begins with the path. Never holds a secret.
   */
  readonly message: string;
}

/** `file:line:column: message`, which editors and terminals turn into a link. */
export function formatProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}

/** `['sources', 0, 'ecs']` → `sources[0].ecs`; a key that would be ambiguous is written in brackets and quotes. */
export function formatPath(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[A-Za-z_][\w-]*$/.test(part)) return `[${quote(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

const LONGEST_SHOWN = 60;

/** A value as messages show it: texts in single quotes, anything long cut. */
export function formatValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  return typeof value === 'string' ? quote(value) : String(value ?? 'empty');
}

/** `'text'` with control characters escaped, at most 60 characters of it. */
export function quote(text: string): string {
  const cut = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return `'${JSON.stringify(cut).slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** `a, b or c`, or `none` for an empty list. */
export function oneOf(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
