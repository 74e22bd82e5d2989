import * as z from 'zod/mini';
import { NAME } from '../../../lambda/contract/names.ts';
import { DURATION, durationMs } from '../duration.ts';

/** Notes of a field for documents and editors; {@link z.toJSONSchema} writes it out. */
export interface FieldNotes {
  readonly description: string;
  /** The default as written in the file. Left out if there is none, or if the description explains it. */
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** Notes of every field of the settings file. */
export const NOTES = z.registry<Notes>();

export type Notes = FieldNotes & { readonly allowed?: string };

/** An optional field with its notes. `allowed` follows "expected" in the message for a value that does not fit. */
export function optional<T extends z.ZodMiniType>(field: Field<T>, notes: FieldNotes): z.ZodMiniOptional<T> {
  return z.optional(required(field, notes));
}

/** A required field with its notes. */
export function required<T extends z.ZodMiniType>({ schema, allowed }: Field<T>, notes: FieldNotes): T {
  NOTES.add(schema, { ...notes, allowed });
  return schema;
}

/** A schema and the description of what it allows. It is created for each use, because notes belong to one field. */
export interface Field<T extends z.ZodMiniType = z.ZodMiniType> {
  readonly schema: T;
  readonly allowed: string;
}

export function text(allowed: string, form: RegExp): Field<z.ZodMiniString> {
  return { schema: z.string({ error: allowed }).check(z.regex(form, { error: allowed })), allowed };
}

/** Of different units, so that each range has one. */
const EXAMPLES = ['90s', '15m', '1h30m'];
const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });

export function duration(leastMs: number, mostMs: number, range: string) {
  const inRange = (value: string) => {
    const ms = durationMs(value);
    return ms !== undefined && ms >= leastMs && ms <= mostMs;
  };
  const allowed = `a duration of ${range} such as ${OR.format(EXAMPLES.filter(inRange))}`;
  const schema = z.string({ error: allowed }).check(
    z.regex(DURATION, { error: allowed, abort: true }),
    z.refine((value: string) => inRange(value), { error: allowed }),
  );
  return { schema, allowed };
}

export function whole(what: string, least: number, most: number) {
  const allowed = `${what} of ${least}–${most}`;
  const error = { error: allowed };
  const schema = z.int(error).check(z.minimum(least, error), z.maximum(most, error));
  return { schema, allowed };
}

export function choice<const T extends readonly string[]>(values: T) {
  const allowed = `one of ${values.join(', ')}`;
  return { schema: z.enum(values, { error: allowed }), allowed };
}

/** One of a list of numbers that AWS fixes. */
export function numberChoice<const T extends readonly number[]>(what: string, values: T) {
  const allowed = `${what}: one of ${values.join(', ')}`;
  return { schema: z.literal(values, { error: allowed }), allowed };
}

export function flag(): Field<z.ZodMiniBoolean> {
  return { schema: z.boolean({ error: 'true or false' }), allowed: 'true or false' };
}

export function list<T extends z.ZodMiniType>(of: T, what: string) {
  const allowed = `a list of ${what}`;
  return { schema: z.array(of, { error: allowed }), allowed };
}

/** Former names of an environment or a database: one, or a list. */
export function formerNames(of: string) {
  const allowed = `a former name of this ${of}, or a list of former names: letters, digits, . _ and -, at most 50`;
  const one = () => z.string({ error: allowed }).check(z.regex(NAME, { error: allowed }));
  return { schema: z.union([one(), z.array(one()).check(z.minLength(1))], { error: allowed }), allowed };
}

/** A mapping whose keys are names. */
export function named<T extends z.ZodMiniType>(of: T, what: string) {
  const allowed = `a mapping from a name to ${what}`;
  return { schema: z.record(name(what).schema, of, { error: allowed }), allowed };
}

export function fields<T extends z.core.$ZodLooseShape>(shape: T) {
  const allowed = `a mapping with ${Object.keys(shape).join(', ')}`;
  return { schema: z.strictObject(shape, { error: allowed }), allowed };
}

/** Names that are used in metric dimensions, alarm names and incident keys. */
export function name(of: string): Field<z.ZodMiniString> {
  return text(
    `a name for ${of}: letters, digits, . _ and -, at most 50, beginning with a letter or digit`,
    NAME,
  );
}
