import type { LogEvent } from '../domain/model/log-batch.ts';
import { sha256 } from './sha256.ts';

/**
 * Id of the fact that is made of a delivery: SHA-256, hex, of its sorted log event ids.
 *
 * It depends on nothing else, so a delivery that is repeated is the same fact, even when a newer parser reads it.
 */
export function factIdOf(events: readonly Pick<LogEvent, 'id'>[]): string {
  return sha256(
    events
      .map(({ id }) => id)
      .sort()
      .join('\n'),
  );
}
