/** Hash of the rules' source, which the build puts in place; see `scripts/bundle.ts`. */
declare const RULES_HASH: string | undefined;

/** Which rules read and fold lines here: another value may read the same lines in another way. The same for all that is not built. */
export const RULES_VERSION = typeof RULES_HASH === 'undefined' ? 'source' : RULES_HASH;
