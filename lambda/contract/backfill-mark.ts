/** Field that marks a delivery of `migrate-watch backfill`: its runs are recorded, and nobody is told. */
export const BACKFILL_MARK = 'backfill';
