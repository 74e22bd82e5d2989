/**
 * The value that `record` itself has under `name`; `undefined` for what every object has from its prototype: an environment may be
 * called `constructor`. Records are asked by names from logs and settings in this way alone (`test/architecture/own-names.test.ts`).
 */
export function own<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  name: string,
): Value | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
