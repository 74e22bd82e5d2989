/** Fields of a log record, by name. */
export type Fields = Readonly<Record<string, unknown>>;

/** The JSON object that `text` is; `undefined` for other text. */
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
