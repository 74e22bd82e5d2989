const WORD = /[\p{L}\p{N}_$]/u;

/** Does a name, or a part of one, stand at this character? */
export function isNameCharacter(char: string | undefined): boolean {
  return char !== undefined && WORD.test(char);
}

/** The last part of a name, without its quotes. */
export function bareName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).replace(/["`'[\]\s]/g, '');
}

/** Whole words only, without regard to case: `user` is not found in `users`. */
export function holds(text: string, wanted: string): boolean {
  if (wanted === '') return false;
  const [inside, word] = [text.toLowerCase(), wanted.toLowerCase()];
  for (let at = inside.indexOf(word); at >= 0; at = inside.indexOf(word, at + 1)) {
    if (!isNameCharacter(inside[at - 1]) && !isNameCharacter(inside[at + word.length])) return true;
  }
  return false;
}

const NAME = '((?:["`[]?[\\p{L}\\p{N}_$]+["`\\]]?\\.)?["`[]?[\\p{L}\\p{N}_$]+["`\\]]?)';
const TABLE = new RegExp(
  `^(?:ALTER\\s+TABLE\\s+(?:IF\\s+EXISTS\\s+)?(?:ONLY\\s+)?|CREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?|CREATE\\b[^(]{0,200}?\\bINDEX\\b[^(]{0,200}?\\bON\\s+(?:ONLY\\s+)?)${NAME}`,
  'iu',
);

/** The table that a statement makes or alters, or makes an index on. */
export function tableOf(text: string): string | undefined {
  const name = TABLE.exec(text)?.[1];
  return name === undefined ? undefined : bareName(name);
}

const NAMED_BEHIND = /^(?:KEY|INDEX|CONSTRAINT|EXISTS|CONCURRENTLY)$/i;

/** Does a statement give a key, or a constraint, this very name? */
export function makesKey(text: string, key: string): boolean {
  const words = text.split(/[\s(),]+/).map(bareName);
  return words.some(
    (word, at) => word.toLowerCase() === key.toLowerCase() && NAMED_BEHIND.test(words[at - 1] ?? ''),
  );
}

/** Does a statement take objects away, or give them another name? */
export function removes(text: string): boolean {
  return /^(?:DROP|RENAME)\b|^ALTER\b[\s\S]*\b(?:DROP|RENAME|CHANGE)\b/i.test(text);
}
