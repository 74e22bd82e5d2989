import type { ScenarioDatabase } from './databases/database.ts';
import { type Direction, flawOf, type MigrationFile, piecesOf } from './migration-file.ts';
import type { Piece } from './piece.ts';

/** What a person does by hand to one file's change, one statement after the other. */
export interface ByHand {
  readonly file: MigrationFile;
  readonly direction: Direction;
  readonly database: ScenarioDatabase;
}

/** Undoes what is there of the change. */
export async function undoByHand({ file, direction, database }: ByHand): Promise<void> {
  await dropResidue(file, database);
  const back = direction === 'up' ? 'down' : 'up';
  for (const piece of (await piecesThat(isDone, { file, direction, database })).toReversed())
    await database.byHand(piece[back]);
}

/** Does what is not there of it, as the correct file has it. */
export async function finishByHand({ file, direction, database }: ByHand): Promise<void> {
  await dropResidue(file, database);
  for (const piece of await piecesThat(isOpen, { file, direction, database }))
    await database.byHand(piece[direction]);
}

/** Removes what no correct file leaves, such as an INVALID index. */
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
