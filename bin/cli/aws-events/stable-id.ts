import { createHash } from 'node:crypto';

/** 32 hex digits that are always the same for the same parts. */
export function stableId(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 32);
}

/** {@link stableId} as a UUID, as CodeBuild names builds. */
export function stableUuid(...parts: readonly (string | number)[]): string {
  return stableId(...parts).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
