import { RULES_VERSION } from '../contract/rules-version.ts';
import type { Source } from '../domain/model/target.ts';
import { sha256 } from './sha256.ts';

const KNOWN = new WeakMap<readonly Source[], { readonly version: string; readonly rules: string }>();

/** A hash of what determines the runs besides the facts: the code that reads and folds them, and the sources in the settings. */
export function rulesOf(sources: readonly Source[], version = RULES_VERSION): string {
  const known = KNOWN.get(sources);
  if (known?.version === version) return known.rules;
  const rules = sha256(`${version}\n${JSON.stringify(sources)}`);
  KNOWN.set(sources, { version, rules });
  return rules;
}
