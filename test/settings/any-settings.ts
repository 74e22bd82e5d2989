import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';
import { settingsJsonSchema } from '../../lib/settings/schema/json-schema.ts';

/** As much of JSON schema as the settings file's own needs. */
interface Schema {
  readonly type?: string;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
}

const SCHEMA = settingsJsonSchema() as Schema;

/** Few, so that one part of a file often names what another part declares. */
const WORDS = fc.constantFrom(
  'production',
  'staging',
  'orders',
  'oncall',
  'all',
  'constructor',
  'a@b.example',
);
/** For expressions that texts cannot be made from: durations, schedules, references, with some that do not fit. */
const TEXTS = fc.constantFrom(
  '15m',
  '1h30m',
  '0s',
  '1h',
  '/ecs/orders',
  'cron(0 3 * * *)',
  'at(x)',
  '',
  'é ',
);

/** Any value that the schema lets through, as a plain object: each optional field is there or not. */
function anyValue(schema: Schema): fc.Arbitrary<unknown> {
  const { anyOf, enum: values, pattern, items, properties, additionalProperties } = schema;
  if (anyOf) return fc.oneof(...anyOf.map(anyValue));
  if (values) return fc.constantFrom(...values);
  switch (schema.type) {
    case 'string':
      if (pattern === undefined || pattern.startsWith('^[A-Za-z0-9][A-Za-z0-9._-]')) return WORDS;
      if (/\(\?[=!]|\\p/.test(pattern)) return fc.oneof(TEXTS, WORDS);
      return fc.oneof(fc.stringMatching(new RegExp(pattern)), TEXTS);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 10_000 });
    case 'array':
      return fc.array(anyValue(items!), { maxLength: 2 });
    case 'object':
      if (properties === undefined)
        return fc.dictionary(WORDS, anyValue(additionalProperties as Schema), { maxKeys: 2 });
      return fc.record(
        Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, anyValue(each)])),
        { requiredKeys: [...(schema.required ?? [])] },
      );
    default:
      throw new Error(`no values of ${JSON.stringify(schema)}`);
  }
}

const EXAMPLES = readdirSync('examples')
  .filter((file) => file.endsWith('.yaml'))
  .map((file): unknown => parse(readFileSync(`examples/${file}`, 'utf8')));

/** A settings file as an object: one that can be used as it is, or one of which no part need agree with another. */
export const settingsObjects = fc.oneof(fc.constantFrom(...EXAMPLES), anyValue(SCHEMA));

/** A channel of exactly one kind, and which. */
export const channels: fc.Arbitrary<readonly [kind: string, channel: object]> = fc.oneof(
  ...Object.entries(channelFields()).map(([kind, schema]) =>
    fittingValue(schema).map((value) => [kind, { [kind]: value }] as const),
  ),
);

function channelFields(): Readonly<Record<string, Schema>> {
  const { additionalProperties } = SCHEMA.properties!['channels']!;
  return (additionalProperties as Schema).properties!;
}

/** The same as {@link anyValue}, with texts that fit only. */
function fittingValue(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern));
  if (schema.properties === undefined) return anyValue(schema);
  return fc.record(
    Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, fittingValue(each)])),
    { requiredKeys: [...(schema.required ?? [])] },
  );
}

/** `undefined`: the part is left out. */
const JUNK = fc.constantFrom<unknown>(
  undefined,
  null,
  0,
  -1,
  '',
  'x',
  true,
  [],
  {},
  [null],
  { x: null },
  '<<',
  1e300,
);

/** `value` with one part replaced by something that does not belong there; `where` picks the part. */
export function spoiled(value: unknown, where: readonly number[], junk: unknown): unknown {
  const [first, ...rest] = where;
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (first === undefined || keys.length === 0) return junk;
  const key = keys[first % keys.length]!;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = spoiled(copy[key], rest, junk);
  return copy;
}

/** Which part to spoil, and with what. */
export const spoilings = fc.array(fc.tuple(fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }), JUNK), {
  maxLength: 2,
});
