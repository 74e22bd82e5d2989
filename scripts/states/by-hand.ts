import type { ScenarioDatabase } from './databases/database.ts';
import { type Direction, flawOf, type MigrationFile, piecesOf } from './migration-file.ts';
import type { Piece } from './piece.ts';

/** Statements by which a person repairs one file's change, in order. */
export interface ByHand {
  readonly file: MigrationFile;
  readonly direction: Direction;
  readonly database: ScenarioDatabase;
}

/** Undoes the existing part of the change. */
export async function undoByHand({ file, direction, database }: ByHand): Promise<void> {
  await dropResidue(file, database);
  const back = direction === 'up' ? 'down' : 'up';
  for (const piece of (await piecesThat(isDone, { file, direction, database })).toReversed())
    await database.byHand(piece[back]);
}

/** Makes the missing part of the change, as in the correct file. */
export async function finishByHand({ file, direction, database }: ByHand): Promise<void> {
  await dropResidue(file, database);
  for (const piece of await piecesThat(isOpen, { file, direction, database }))
    await database.byHand(piece[direction]);
}

/** Removes leftovers that no correct file makes, such as an INVALID index. */
export async function dropResidue(file: MigrationFile, database: ScenarioDatabase): Promise<void> {
  const residue = flawOf(file)?.residue;
  if (residue !== undefined && (await database.ask([residue.probe]))[0] !== '0')
    await database.byHand(residue.undo);
}

/** Ends what the file's own DETACH PARTITION CONCURRENTLY has begun. */
export async function finalizeDetach(file: MigrationFile, database: ScenarioDatabase): Promise<void> {
  await database.byHand(flawOf(file)!.sql.replace('CONCURRENTLY', 'FINALIZE'));
}

const isDone = (answer: string, direction: Direction) => answer === (direction === 'up' ? '1' : '0');
const isOpen = (answer: string, direction: Direction) => !isDone(answer, direction);

async function piecesThat(
  are: (answer: string, direction: Direction) => boolean,
  { file, direction, database }: ByHand,
): Promise<readonly Piece[]> {
  const pieces = piecesOf(file);
  const answers = await database.ask(pieces.map(({ probe }) => probe));
  return pieces.filter((_, index) => are(answers[index]!, direction));
}
