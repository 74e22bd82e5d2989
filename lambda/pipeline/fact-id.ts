import type { LogBatch, LogEvent } from '../domain/model/log-batch.ts';
import { sha256 } from './sha256.ts';

/**
 * Id of the fact that is made of a delivery: SHA-256, hex, of its sorted log event ids.
 *
 * It depends on nothing else, so a delivery that is repeated is the same fact, even when a newer parser reads it.
 */
export function factIdOf({ events, idLines }: DeliveredIds): string {
  return sha256(
    idLines ??
      events
        .map(({ id }) => id)
        .sort()
        .join('\n'),
  );
}

interface DeliveredIds extends Pick<LogBatch, 'idLines'> {
  readonly events: readonly Pick<LogEvent, 'id'>[];
}
