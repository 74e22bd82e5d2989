import type * as z from 'zod/mini';
import { NOTES, type Notes } from './schema/field.ts';
import { settingsField } from './schema/settings.ts';
import { elementOf, isList, isOptional, shapeOf, unwrapped } from './schema/walk.ts';

/** Every key of the settings file as Markdown: with a table for each top-level key that has keys below it. */
export function optionTables(): string {
  const top = Object.entries(shapeOf(settingsField.schema));
  const tables = top.flatMap(([key, schema]) => {
    const rows = rowsBelow(schema, key);
    return rows.length === 0 ? [] : [`### ${key}\n\n${sentence(schema)}\n\n${table(rows)}`];
  });
  return `### At the top\n\n${table(top.map(([key, schema]) => row(key, schema)))}\n\n${tables.join('\n\n')}\n`;
}

function rowsBelow(schema: z.core.$ZodType, prefix: string): string[] {
  const element = elementOf(schema);
  if (element !== undefined) return rowsBelow(element, `${prefix}${isList(schema) ? '[]' : '.<name>'}`);
  return Object.entries(shapeOf(schema)).flatMap(([key, inner]) => {
    const path = `${prefix}.${key}`;
    return [row(path, inner), ...rowsBelow(inner, path)];
  });
}

function row(path: string, schema: z.core.$ZodType): string {
  const { allowed = '', default: usual, examples = [] } = notesOf(schema);
  const shown = examples.map((example) => code(example)).join(', ');
  const what = `${sentence(schema)}${shown === '' ? '' : ` Such as ${shown}.`}`;
  const isLeaf = elementOf(schema) === undefined && Object.keys(shapeOf(schema)).length === 0;
  const kind = elementOf(schema) === undefined ? 'a mapping' : allowed;
  const standard = isOptional(schema) ? (usual === undefined ? '' : code(usual)) : '**required**';
  return `| \`${path}\` | ${cell(what)} | ${cell(isLeaf ? allowed : kind)} | ${standard} |`;
}

function table(rows: readonly string[]): string {
  return ['| key | what it is | allowed | default |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function sentence(schema: z.core.$ZodType): string {
  return notesOf(schema).description ?? '';
}

function notesOf(schema: z.core.$ZodType): Partial<Notes> {
  return NOTES.get(unwrapped(schema) as z.ZodMiniType) ?? {};
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
