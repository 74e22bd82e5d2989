/** Classes of errors, in the runbook's order. The knowledge table and the runbook have one entry for each. */
export const ERROR_CLASSES = [
  'migration-failed',
  'not-started',
  'dirty-blocked',
  'lock',
  'source',
  'connection',
  'config',
  'bookkeeping',
  'short-limit',
  'no-version',
  'interrupted',
  'usage',
  'panic',
  'unknown',
] as const;

export type ErrorClass = (typeof ERROR_CLASSES)[number];
