import type { LogEvent } from '../domain/model/log-batch.ts';
import { sha256 } from './sha256.ts';

/**
 * Id of the fact that a delivery becomes: SHA-256, hex, of its log event ids in the order of the ids.
 *
 * The same delivery is the same fact, whatever the version of the parser that reads it.
 */
export async function factIdOf(events: readonly Pick<LogEvent, 'id'>[]): Promise<string> {
  return sha256(
    events
      .map(({ id }) => id)
      .sort()
      .join('\n'),
  );
}
