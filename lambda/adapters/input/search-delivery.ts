import { isCutPiece } from '../../domain/lines/parse/candidates.ts';
import { mayBeMigrate } from '../../domain/lines/wording/anchors.ts';
import { decodeLogBatch, decodeUnpacked, unpackDelivery } from './decode-log-batch.ts';
import type { DecodedBatch } from './read-log-batch.ts';
import { searchBatch } from './search-batch-fast-path.ts';

/** A smaller payload, of some thirty log events, is parsed as fast as it is searched. */
const SMALL_BYTES = 8_192;

/**
 * Finds out whether `ingest` has anything to do for a delivery, before the code and the clients for that are loaded.
 *
 * Returns `undefined` when it has nothing to do, which is so for most deliveries: no line could be golang-migrate's, and all of the
 * delivery can be read. Otherwise returns a function that does what {@link decodeLogBatch} does, errors included.
 *
 * @param hasErrorPatterns then every delivery has to be decoded, because the user's patterns are searched for in every line
 */
export function searchDelivery(
  delivery: unknown,
  hasErrorPatterns: boolean,
): (() => DecodedBatch) | undefined {
  if (hasErrorPatterns) return () => decodeLogBatch(delivery);
  let decoded: DecodedBatch;
  try {
    const bytes = unpackDelivery(delivery);
    const searched = bytes.length < SMALL_BYTES ? undefined : searchBatch(bytes);
    if (searched === 'foreign') return undefined;
    decoded = searched ? { kind: 'batch', batch: searched, skipped: [], replaced: 0 } : decodeUnpacked(bytes);
  } catch (error) {
    return () => {
      throw error;
    };
  }
  return isForeign(decoded) ? undefined : () => decoded;
}

function isForeign(decoded: DecodedBatch): boolean {
  if (decoded.kind === 'control') return true;
  const { batch, skipped, replaced } = decoded;
  if (batch.candidates || skipped.length > 0 || replaced > 0) return false;
  return !batch.events.some(({ message }) => mayBeMigrate(message) || isCutPiece(message));
}
