/**
 * The value of `record` under `name`, without what it inherits from its prototype: an environment may be called `constructor`.
 *
 * All code that looks up names from logs or settings must use this function (`test/architecture/own-names.test.ts`).
 */
export function own<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  name: string,
): Value | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
