/**
 * The form of the values of one type, as they are stored or sent. Every value carries `v`, the version of its form; a value without
 * `v` has version 0, the form before versions. Decision: docs/decisions/0043.
 */
export interface Form<T> {
  /** Names the type in errors, such as `run record`. */
  readonly what: string;
  /**
   * Index n converts version n to version n + 1; so the length is the version that this code writes. An upgrade also accepts a value
   * that has some of the new fields already, because an earlier release keeps them when it writes the value again.
   */
  readonly upgrades: readonly ((value: never) => unknown)[];
  /**
   * The lowest version whose code can read what this code writes. It ignores the new fields, or keeps them unchanged.
   *
   * @default the version that this code writes
   */
  readonly readableFrom?: number;
  /** Only carries the type. */
  readonly type?: T;
}

/** Fields beside those of the value itself. */
interface Versioned {
  readonly v?: unknown;
  /** {@link Form.readableFrom} of the release that wrote the value. Left out if it is `v`. */
  readonly readableFrom?: unknown;
}

/** A newer release wrote the value in a form that this code cannot read. A later try, after the next deploy, may succeed. */
export class NewerFormError extends Error {
  override readonly name = 'NewerFormError';
}

/** The value as it is stored or sent. */
export function withVersion<T extends object>({ upgrades, readableFrom }: Form<T>, value: T): object {
  const v = upgrades.length;
  return { v, ...(readableFrom !== undefined && readableFrom < v && { readableFrom }), ...value };
}

/**
 * The value in today's form, without its version. Fields of a newer version that this code does not know stay in it.
 *
 * @param id names the value in the error
 * @throws {NewerFormError} when this code cannot read the version
 */
export function readForm<T>(form: Form<T>, value: unknown, id: string): T {
  requireReadable(form, value, id);
  const { v = 0, readableFrom: _, ...rest } = value as Versioned;
  return form.upgrades
    .slice(v as number)
    .reduce((former: unknown, upgrade) => upgrade(former as never), rest) as T;
}

/** Throws as {@link readForm} does, without reading the value. */
export function requireReadable(
  { what, upgrades, type: _ }: Form<unknown>,
  value: unknown,
  id: string,
): void {
  const { v = 0, readableFrom = v } = value as Versioned;
  const known = upgrades.length;
  if (isVersion(v) && isVersion(readableFrom) && readableFrom <= known) return;
  throw new NewerFormError(
    `${what} ${id} has version ${JSON.stringify(v)}; this release reads versions 0 to ${known}. Deploy a release that can read it.`,
  );
}

/** For an upgrade from a version whose values need no change. */
export function unchanged<T>(value: T): T {
  return value;
}

/** Are the fields of the version whole numbers from 0 on, or left out? A publisher can send anything. */
export function isVersioned({ v = 0, readableFrom = 0 }: Versioned): boolean {
  return isVersion(v) && isVersion(readableFrom);
}

function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
