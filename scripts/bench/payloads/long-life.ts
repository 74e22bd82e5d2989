import { encode, type Payload } from './payload.ts';
import { random } from './random.ts';

const STARTED_AT = Date.UTC(2026, 5, 1, 3, 0, 0);
const EVERY_MS = 10 * 60_000;
const LOG_STREAM = 'jobs/app/0123456789abcdef0123456789abcdef';

export interface SmallBatch {
  readonly event: Payload;
  /** When it is received, epoch ms. */
  readonly at: number;
}

/** One process that migrates every ten minutes, and each time applies one migration: a batch for each of its runs. */
export function longLife(runs: number): readonly SmallBatch[] {
  const source = random(runs);
  return Array.from({ length: runs }, (_, index) => {
    const startedAt = STARTED_AT + index * EVERY_MS;
    const stamp = new Date(startedAt).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
    const name = `${index + 1}/u part_${index + 1}`;
    const texts = [
      `Start buffering ${name}`,
      `Read and execute ${name}`,
      `Finished ${name} (read 1.5ms, ran 41.9ms)`,
      'Finished after 62.5ms',
      'Closing source and database',
    ].map((text) => `${stamp} ${text}`);
    return { event: encode(texts, source, { stream: LOG_STREAM, startedAt }), at: startedAt + 5_000 };
  });
}
