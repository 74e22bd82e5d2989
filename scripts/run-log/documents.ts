import * as z from 'zod';
import { MIGRATION_LINE, RUN_LINE } from './shapes.ts';

/** The JSON Schema of a line of the log of runs. */
export function schemaText(): string {
  const schema = z.toJSONSchema(z.union([RUN_LINE, MIGRATION_LINE]));
  return `${JSON.stringify({ title: 'A line of the log of runs of migrate-watch', ...schema }, null, 2)}\n`;
}

/** The table of the fields of one kind of line, for docs/run-log.md. */
export function fieldTable(shape: typeof RUN_LINE | typeof MIGRATION_LINE): string {
  const rows = Object.entries(shape.shape).map(
    ([name, field]) => `| \`${name}\` | ${(field as z.ZodType).description} |`,
  );
  return ['| field | meaning |', '| --- | --- |', ...rows].join('\n');
}
