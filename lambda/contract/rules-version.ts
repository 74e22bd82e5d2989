/** Hash of the rules' source code. The build inserts it; see `scripts/bundle.ts`. */
declare const RULES_HASH: string | undefined;

/** Version of the rules that read and fold lines. Code with another version may read the same lines differently, and nobody is notified of that difference. Unbuilt code has `source`. */
export const RULES_VERSION = typeof RULES_HASH === 'undefined' ? 'source' : RULES_HASH;
