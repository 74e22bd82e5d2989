/**
 * Terms that the lines have that identify golang-migrate's runs, errors and ends. CloudWatch Logs searches them case-sensitively, anywhere
 * in the text of a log event.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const ANCHOR_TERMS = [
  // A migration's own lines.
  '/u ',
  '/d ',
  'migration',
  'Migrat',
  'migrate',
  // Errors, in golang-migrate's wording.
  'error: ',
  'error occurred',
  'errors occurred',
  ' in line ',
  '(details: ',
  'Dirty database',
  "can't acquire",
  'lock failed',
  'database locked',
  'driver: ',
  'failed to open',
  'file does not exist',
  ' URL cannot',
  'no scheme',
  'could not parse',
  'unable to parse',
  'Usage of',
  'provided but not',
  // Ends, and what commands say.
  'no change',
  'No change',
  'Finished after',
  'Closing source',
  'Stopping after',
  'database schema',
  '(dirty)',
  // The process and its platform.
  'panic: ',
  '[Container]',
  'exit status',
  'exit code',
  'exited with',
  ': *** [',
  'exec format error',
  'user process caused',
  'Killed',
  'killed',
  'erminated',
] as const;
