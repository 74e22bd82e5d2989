import type { Flaw, Piece } from './piece.ts';
import { inStyle, type Style } from './style.ts';

/** A part of a file, in the order of its `up`. */
export type Part =
  | { readonly piece: Piece }
  /** Has no lasting effect; the same in both directions. */
  | { readonly filler: string }
  | { readonly flaw: Flaw }
  /** Waits; in the correct file it is left out. */
  | { readonly stall: string };

/** One version: the parts of its two files, and the transaction around some of them. */
export interface MigrationFile {
  readonly version: string;
  /** As it begins the file's name: the version, perhaps with zeros before it. */
  readonly prefix: string;
  readonly identifier: string;
  readonly parts: readonly Part[];
  /** Parts from the first up to, but not including, the second number are between `begin` and COMMIT. */
  readonly transaction: { readonly begin: string; readonly from: number; readonly to: number } | null;
  readonly style: Style;
  /** True if the file's last line ends with a line break. */
  readonly newlineAtEnd: boolean;
}

export type Direction = 'up' | 'down';

/** Name without `.up.sql`. */
export function baseName({ prefix, identifier }: MigrationFile): string {
  return `${prefix}_${identifier}`;
}

/** Pieces of the correct file. */
export function piecesOf(file: MigrationFile): readonly Piece[] {
  return file.parts.flatMap((part) => {
    if ('piece' in part) return [part.piece];
    return 'flaw' in part && part.flaw.instead ? [part.flaw.instead] : [];
  });
}

export function flawOf(file: MigrationFile): Flaw | undefined {
  return file.parts.flatMap((part) => ('flaw' in part ? [part.flaw] : []))[0];
}

/** The file's text in one direction: correct, or with its flaw and stall. */
export function textOf(file: MigrationFile, direction: Direction, how: 'correct' | 'flawed'): string {
  const { parts, transaction } = file;
  const lines = parts.map((part) => inStyle(statement(part, direction, how), file.style));
  const inside = (at: number) => transaction !== null && at >= transaction.from && at < transaction.to;
  const order = parts.map((_, at) => at);
  // Parts that must be at the end of the file are at the end in both directions.
  if (direction === 'down')
    order.sort((a, b) => Number(isLast(parts[a]!)) - Number(isLast(parts[b]!)) || b - a);
  const text: string[] = [];
  let open = false;
  for (const at of order) {
    if (open !== inside(at)) text.push(open ? 'COMMIT;' : transaction!.begin);
    open = inside(at);
    if (lines[at] !== '') text.push(lines[at]!);
  }
  if (open) text.push('COMMIT;');
  const whole = text.join('\n');
  return `${whole === '' ? 'SELECT 1;' : whole}${file.newlineAtEnd ? '\n' : ''}`;
}

function statement(part: Part, direction: Direction, how: 'correct' | 'flawed'): string {
  if ('piece' in part) return part.piece[direction];
  if ('filler' in part) return part.filler;
  if ('stall' in part) return how === 'flawed' ? part.stall : '';
  return how === 'flawed' ? part.flaw.sql : (part.flaw.instead?.[direction] ?? '');
}

function isLast(part: Part): boolean {
  return 'flaw' in part && part.flaw.place === 'last';
}
