/** Classes of errors; the knowledge table and the runbook have one entry for each. Order is the runbook's. */
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
