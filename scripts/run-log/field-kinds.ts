import * as z from 'zod';
import { MIGRATION_LINE, RUN_LINE } from './shapes.ts';

/** What a search engine needs to know about a field. */
export type FieldKind = 'text' | 'time' | 'integer' | 'number' | 'boolean';

/** The fields of both kinds of lines in their order, with what they hold. A list counts as what its items are. */
export function fieldKinds(): ReadonlyMap<string, FieldKind> {
  const schemas = [RUN_LINE, MIGRATION_LINE].flatMap((shape) =>
    Object.entries(z.toJSONSchema(shape).properties ?? {}),
  );
  return new Map(schemas.map(([name, schema]) => [name, kindOf(name, schema as JsonSchema)]));
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

function kindOf(name: string, { type, format, items, anyOf }: JsonSchema): FieldKind {
  const branch = anyOf?.find((each) => each.type !== 'null');
  if (branch) return kindOf(name, branch);
  if (items) return kindOf(name, items);
  if (format === 'date-time') return 'time';
  switch ([type].flat().find((each) => each !== 'null')) {
    case 'string':
      return 'text';
    case 'integer':
      return 'integer';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      throw new Error(`the field ${name} is of type ${JSON.stringify(type)}, which has no mapping yet`);
  }
}
