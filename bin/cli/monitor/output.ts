import { counted } from '../../../lambda/domain/model/counted.ts';

const FEWEST_COLUMNS = 40;

/** Width of the terminal, at least 40; `undefined` in a pipe. */
export function terminalColumns(
  { columns }: { readonly columns?: number } = process.stdout,
): number | undefined {
  return columns ? Math.max(columns, FEWEST_COLUMNS) : undefined;
}

export function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Ends a list until the sweep has put the items of an earlier release into the index. */
export function leftWords(left: number): string {
  return `Older entries are being indexed (${counted(left, 'database')} left).`;
}
