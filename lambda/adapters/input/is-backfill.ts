import { BACKFILL_MARK } from '../../contract/backfill-mark.ts';

/** Is this a delivery of `migrate-watch backfill`? It has the form of a subscription's, and a mark. */
export function isBackfill(event: unknown): boolean {
  return (event as { readonly [BACKFILL_MARK]?: unknown } | null)?.[BACKFILL_MARK] === true;
}
