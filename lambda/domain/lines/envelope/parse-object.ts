/** Fields of a log record, by name. */
export type Fields = Readonly<Record<string, unknown>>;

/** A JSON object, or `undefined` when the text is none. */
export function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}
