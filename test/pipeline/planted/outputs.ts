import { card } from '../../../bin/cli/card.ts';
import { runJson } from '../../../bin/cli/run-json.ts';
import { readLogText } from '../../../lambda/adapters/input/read-log-text.ts';
import { extractMigrateLines } from '../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import { explainText } from '../../../lambda/pipeline/explain-text.ts';
import { NIGHT } from '../page-world.ts';
import type { Deliveries } from './wrappings.ts';

const PLACE = { logGroup: '/ecs/orders', logStream: 'orders/migrate/0123456789abcdef0123456789abcdef' };

/** What is stored of each delivery, and what `parse` prints of all: the first two places that a text leaves through. */
export function storedAndPrinted(deliveries: Deliveries): string {
  let count = 0;
  const batches = deliveries.map((messages) => ({
    ...PLACE,
    events: messages.map((message) => ({
      id: String(++count).padStart(56, '3'),
      timestamp: NIGHT + count * 150,
      message,
    })),
  }));
  const stored = batches.flatMap((batch) =>
    extractMigrateLines(batch).flatMap(({ lines }) => lines.map(({ text }) => text)),
  );
  const runs = explainText(
    readLogText(Buffer.from(`${deliveries.flat().join('\n').replaceAll('\0', '')}\n`)),
  );
  return [...stored, ...runs.flatMap((run) => [card(run), JSON.stringify(runJson(run))])].join('\n');
}
