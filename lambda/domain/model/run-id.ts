import { checksum } from './checksum.ts';

const SHORT_DIGITS = 8;

/** Eight hex digits that stand for a run in lists: ids of runs are too long to type. */
export function shortRunId(id: string): string {
  return checksum(id).slice(0, SHORT_DIGITS);
}

export function isShortRunId(text: string): boolean {
  return new RegExp(`^[0-9a-f]{${SHORT_DIGITS}}$`).test(text);
}

/** The origin of a run, which begins its id; `undefined` if the text is not the id of a run. */
export function originOfRunId(text: string): string | undefined {
  return /^((?:ecs|logs)\/.+)-[0-9a-z]+$/s.exec(text)?.[1];
}
