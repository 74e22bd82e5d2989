const CUT = '…';

/** `text` in at most `limit` UTF-16 units. A truncated text ends with `…`; no character is cut in half. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - CUT.length).replace(/[\ud800-\udbff]$/, '')}${CUT}`;
}

/**
 * `parts` joined by `separator` in at most `limit` UTF-16 units: whole parts from the first on, then the words of `left` for
 * those that are not shown, by default `… 3 more`.
 *
 * A part is never cut, because half a command is a different command. The first part that does not fit ends the list.
 */
export function truncateList(
  parts: readonly string[],
  limit: number,
  separator = '\n',
  left = (count: number) => `… ${count} more`,
): string {
  const all = parts.join(separator);
  if (all.length <= limit) return all;
  let shown = '';
  for (const [index, part] of parts.entries()) {
    const next = index === 0 ? part : shown + separator + part;
    const rest = left(parts.length - index - 1);
    if (next.length + separator.length + rest.length > limit) {
      return index === 0 ? left(parts.length) : shown + separator + left(parts.length - index);
    }
    shown = next;
  }
  return shown;
}
