const WORD = /[\p{L}\p{N}_$]/u;

/** Can this character be part of a name? */
export function isNameCharacter(char: string | undefined): boolean {
  return char !== undefined && WORD.test(char);
}

/** The last part of a name, without its quotes. */
export function bareName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).replace(/["`'[\]\s]/g, '');
}

/** Does `text` contain the name as a whole word, ignoring case? `user` is not found in `users`. */
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

/** The table that a statement creates or alters, or creates an index on. */
export function tableOf(text: string): string | undefined {
  const name = TABLE.exec(text)?.[1];
  return name === undefined ? undefined : bareName(name);
}

const BEFORE_KEY_NAME = /^(?:KEY|INDEX|CONSTRAINT|EXISTS|CONCURRENTLY)$/i;

/** Does a statement create a key or a constraint of this name? */
export function makesKey(text: string, key: string): boolean {
  const words = text.split(/[\s(),]+/).map(bareName);
  return words.some(
    (word, at) => word.toLowerCase() === key.toLowerCase() && BEFORE_KEY_NAME.test(words[at - 1] ?? ''),
  );
}

/** Does a statement remove or rename objects? */
export function removes(text: string): boolean {
  return /^(?:DROP|RENAME)\b|^ALTER\b[\s\S]*\b(?:DROP|RENAME|CHANGE)\b/i.test(text);
}
