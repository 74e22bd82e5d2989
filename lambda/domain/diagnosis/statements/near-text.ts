import { isNameCharacter } from './names.ts';
import type { Statement } from './statements.ts';

/** The part of the failed statement that the server could not parse, as its message quotes it. */
export interface NearText {
  /** As quoted, redacted. */
  readonly text: string;
  /** `word`: one word or sign. `rest`: all of the SQL from there on. `cut`: the beginning of the rest. */
  readonly extent: 'word' | 'rest' | 'cut';
}

/** Indexes of the statements that contain the quoted text; `undefined` when none does, or when the text is too short to tell. */
export function holdingNear(
  sql: string,
  statements: readonly Statement[],
  { text, extent }: NearText,
): readonly number[] | undefined {
  const wanted = text.split('‹', 1)[0]!.trimEnd();
  if (wanted === '') return undefined;
  const isWhole = wanted.length === text.trimEnd().length;
  const found: number[] = [];
  let index = 0;
  for (let at = sql.indexOf(wanted); at >= 0; at = sql.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    if (isNameCharacter(wanted[0]) && isNameCharacter(sql[at - 1])) continue;
    if (extent === 'word' && isNameCharacter(wanted.at(-1)) && isNameCharacter(sql[end])) continue;
    // Before it parses, the server removes a final semicolon and the white space around it.
    if (extent === 'rest' && isWhole && !/^[\s;]*$/.test(sql.slice(end, end + 100))) continue;
    while (index < statements.length && statements[index]!.to <= at) index++;
    if (index < statements.length && statements[index]!.from <= at && found.at(-1) !== index)
      found.push(index);
  }
  return found.length > 0 ? found : undefined;
}
