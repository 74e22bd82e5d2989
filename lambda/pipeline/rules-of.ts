import { RULES_VERSION } from '../contract/rules-version.ts';
import type { Source } from '../domain/target.ts';

const KNOWN = new WeakMap<readonly Source[], Promise<string>>();

/** Names what makes runs of facts, beside the facts: the code that reads and folds them, and the settings that it goes by. */
export function rulesOf(sources: readonly Source[]): Promise<string> {
  const known = KNOWN.get(sources) ?? digest(`${RULES_VERSION}\n${JSON.stringify(sources)}`);
  KNOWN.set(sources, known);
  return known;
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(bytes).toString('hex');
}
