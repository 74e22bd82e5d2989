import { RULES_VERSION } from '../contract/rules-version.ts';
import type { Source } from '../domain/model/target.ts';
import { sha256 } from './sha256.ts';

const KNOWN = new WeakMap<readonly Source[], string>();

/** A hash of what determines the runs besides the facts: the code that reads and folds them, and the sources in the settings. */
export function rulesOf(sources: readonly Source[]): string {
  const known = KNOWN.get(sources) ?? sha256(`${RULES_VERSION}\n${JSON.stringify(sources)}`);
  KNOWN.set(sources, known);
  return known;
}
