import type { LogEvent } from '../domain/log-batch.ts';

/**
 * Id of the fact that a delivery becomes: SHA-256, hex, of its log event ids in the order of the ids.
 *
 * The same delivery is the same fact, whatever the version of the parser that reads it.
 */
export async function factIdOf(events: readonly Pick<LogEvent, 'id'>[]): Promise<string> {
  const ids = events.map(({ id }) => id).sort();
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(ids.join('\n')));
  return Buffer.from(digest).toString('hex');
}
