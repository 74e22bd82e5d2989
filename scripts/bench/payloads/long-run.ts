import type { LogBatch } from '../../../lambda/domain/model/log-batch.ts';

/** Number of batches in which {@link longRun} arrives. */
export const BATCHES = 100;
/** The awslogs driver sends at least every five seconds. */
const BATCH_EVERY_MS = 5000;
const STARTED_AT = Date.UTC(2026, 5, 1, 3, 0, 0);

/** One verbose run of a hundred migrations, each in its own batch, such as a back-fill that runs all night. */
export function longRun(): readonly LogBatch[] {
  const name = (version: number): string => `${version}/u backfill_part_${version}`;
  return Array.from({ length: BATCHES }, (_, index) => {
    const version = index + 1;
    const at = STARTED_AT + index * BATCH_EVERY_MS;
    const ahead = index === 0 ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : version + 9 <= BATCHES ? [version + 9] : [];
    const stamp = new Date(at).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
    const texts = [
      ...ahead.map((queued) => `Start buffering ${name(queued)}`),
      `Read and execute ${name(version)}`,
      `Finished ${name(version)} (read 4.2${index}s, ran 4.9${index}s)`,
      ...(version === BATCHES ? ['Finished after 8m20.5s', 'Closing source and database'] : []),
    ];
    return {
      logGroup: '/ecs/production/orders',
      logStream: 'migrate/app/0123456789abcdef0123456789abcdef',
      events: texts.map((text, line) => ({
        id: String(38n * 10n ** 54n + BigInt(index * 1000 + line)),
        timestamp: at + line,
        message: `${stamp} ${text}`,
      })),
    };
  });
}
