import { EVENT_SOURCE } from './bus-events.ts';

/** The event by which a deploy says that a run is about to come. docs/expect.md describes it; `migrate-watch expect` sends it. */
export const DEPLOY_EVENT = {
  source: EVENT_SOURCE,
  detailType: 'Migration Run Expected',
} as const;

/** A deploy may expect its run within this many minutes. */
export const EXPECTED_WITHIN_MINUTES = { least: 1, most: 24 * 60 } as const;
