import type { Judged } from './judged.ts';

export interface Tally {
  readonly mutants: number;
  readonly killed: number;
  readonly survived: number;
  /** Mutants that were not tried in the time limit of their file; they count as survivors. */
  readonly unreached: number;
}

export function tallyOf(files: readonly Judged[]): Tally {
  const sum = (of: (judged: Judged) => number) => files.reduce((all, judged) => all + of(judged), 0);
  const mutants = sum(({ planned }) => planned ?? 0);
  const killed = sum((judged) => judged.killed);
  const survived = sum(({ survivors }) => survivors.length);
  return { mutants, killed, survived, unreached: mutants - killed - survived };
}

/** Percent of the mutants that a test notices; 100 if there are no mutants. */
export function scoreOf({ mutants, killed }: Tally): number {
  return mutants === 0 ? 100 : (100 * killed) / mutants;
}

/** A row for each file, one for each part, and one for all. */
export function table(parts: ReadonlyMap<string, readonly Judged[]>): string {
  const cells = [
    ['file', 'mutants', 'killed', 'survived', 'not reached', 'score'],
    ...[...parts].flatMap(([name, files]) => [
      ...files.map((each) => row(each.file, [each])),
      row(`all of ${name}`, files),
    ]),
    row('all', [...parts.values()].flat()),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((each) => each[column]!.length)));
  return cells
    .map((each) =>
      each
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
    .join('\n');
}

function row(name: string, files: readonly Judged[]): string[] {
  const tally = tallyOf(files);
  const { mutants, killed, survived, unreached } = tally;
  return [name, ...[mutants, killed, survived, unreached].map(String), `${scoreOf(tally).toFixed(1)} %`];
}
