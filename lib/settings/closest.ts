/**
 * The name in `known` that `word` was probably meant to be: equal except for case, `-` and `_`, or different in few
 * letters.
 *
 * `undefined` when more than a third of the letters (at least one) would have to change.
 */
export function closest(word: string, known: readonly string[]): string | undefined {
  const wanted = plain(word);
  const ranked = known
    .map((name) => ({ name, apart: distance(wanted, plain(name)) }))
    .sort((a, b) => a.apart - b.apart);
  const [best] = ranked;
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  return best !== undefined && best.apart <= allowed ? best.name : undefined;
}

/** `; did you mean 'x'?`, or an empty text. */
export function didYouMean(word: string, known: readonly string[]): string {
  const name = closest(word, known);
  return name === undefined ? '' : `; did you mean '${name}'?`;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

/** Number of letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      if (swapped) row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
