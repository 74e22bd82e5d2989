import { candidatesIn, isCutPiece } from '../../domain/lines/parse/candidates.ts';
import { decodeLogBatch } from './decode-log-batch.ts';
import type { DecodedBatch } from './read-log-batch.ts';

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
    decoded = decodeLogBatch(delivery);
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
  if (skipped.length > 0 || replaced > 0) return false;
  return candidatesIn(batch.events).length === 0 && !batch.events.some(({ message }) => isCutPiece(message));
}
