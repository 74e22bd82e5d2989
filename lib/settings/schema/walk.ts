import type * as z from 'zod/mini';

type Schema = z.core.$ZodType;

/** Fields of a mapping with fixed fields; empty for any other schema. */
export function shapeOf(schema: Schema): Readonly<Record<string, Schema>> {
  const { def } = unwrapped(schema)._zod as z.core.$ZodTypes['_zod'];
  return def.type === 'object' ? def.shape : {};
}

/** Element schema of a list or of a mapping from names; `undefined` for any other schema. */
export function elementOf(schema: Schema): Schema | undefined {
  const { def } = unwrapped(schema)._zod as z.core.$ZodTypes['_zod'];
  if (def.type === 'array') return def.element;
  return def.type === 'record' ? def.valueType : undefined;
}

/** Schema at one key or index. */
export function innerOf(schema: Schema, part: string | number): Schema | undefined {
  return elementOf(schema) ?? shapeOf(schema)[part];
}

export function isList(schema: Schema): boolean {
  return (unwrapped(schema)._zod as z.core.$ZodTypes['_zod']).def.type === 'array';
}

export function isOptional(schema: Schema): boolean {
  return (schema._zod as z.core.$ZodTypes['_zod']).def.type === 'optional';
}

/** The schema that carries the notes. */
export function unwrapped(schema: Schema): Schema {
  const { def } = schema._zod as z.core.$ZodTypes['_zod'];
  return def.type === 'optional' ? unwrapped(def.innerType) : schema;
}
