import { FilterPattern, type IFilterPattern } from 'aws-cdk-lib/aws-logs';

/**
 * Passes the lines that golang-migrate's runs, errors and ends are known by; what stands around them is re-read.
 *
 * Terms are searched case-sensitively, anywhere in the text of a log event.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function anchorPattern(): IFilterPattern {
  return FilterPattern.anyTerm(
    '/u ',
    '/d ',
    'error: ',
    'error occurred',
    'Dirty database',
    'migration',
    'Migrat',
    'migrate',
    'no change',
    'Finished after',
    'Closing source',
    'Stopping after',
    "can't acquire",
    'lock failed',
    'panic: ',
    'exit status',
    'exit code',
    'Killed',
    'erminated',
  );
}
