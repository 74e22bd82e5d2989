import colours from 'picocolors';
import type { Outcome } from '../../lambda/domain/model/run.ts';

/** Colour of an outcome in tables. */
export const OUTCOME_COLOUR: Readonly<Record<Outcome, (text: string) => string>> = {
  running: colours.cyan,
  succeeded: colours.green,
  'no-change': colours.dim,
  failed: colours.red,
  blocked: colours.red,
  'stopped-early': colours.yellow,
  killed: colours.red,
  unknown: colours.yellow,
};
