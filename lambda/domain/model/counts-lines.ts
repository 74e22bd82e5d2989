import { printable } from './printable.ts';

const GAP = '  ';

/** A table of counts as lines. The first column and a fourth one are words; the others are numbers, aligned to the right. */
export function countsLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const all = [head, ...rows].map((cells) => cells.map(printable));
  const widths = head.map((_, index) => Math.max(...all.map((cells) => cells[index]?.length ?? 0)));
  return all.map((cells) =>
    cells
      .map((text, index) =>
        isNumber(index, cells) ? text.padStart(widths[index]!) : text.padEnd(widths[index]!),
      )
      .join(GAP)
      .trimEnd(),
  );
}

function isNumber(index: number, { length }: readonly string[]): boolean {
  return index > 0 && (length < 4 || index < length - 1);
}
