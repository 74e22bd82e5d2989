import { FilterPattern, type IFilterPattern } from 'aws-cdk-lib/aws-logs';
import { ANCHOR_TERMS } from '../../lambda/contract/anchor-terms.ts';

/** Passes the lines that identify golang-migrate's runs, errors and ends; the lines around them are read again later. */
export function anchorPattern(): IFilterPattern {
  return FilterPattern.anyTerm(...ANCHOR_TERMS);
}
