/** Shorter words are never taken for generated. */
const SHORTEST = 8;
const FILE = /\.(?:sql|go|ya?ml|json|sh|txt|log|toml|conf|zip|gz|com|net|org|io|internal|local)$/;
/** Average length of the words that begin with a capital: in a name such as `myServiceName` they are longer than this. */
const SHORTEST_HUMP = 2.6;

/**
 * Does a word look generated? Such a word has capitals, small letters and digits, or more capitals among its small letters than a name.
 * Files and hosts do not have such names.
 */
export function looksGenerated(word: string): boolean {
  if (word.length < SHORTEST || !/[A-Z]/.test(word) || !/[a-z]/.test(word) || FILE.test(word)) return false;
  return /\d/.test(word) || isOfShortHumps(word);
}

function isOfShortHumps(word: string): boolean {
  const capitals = word.slice(1).match(/[A-Z]/g)?.length ?? 0;
  const humps = word.match(/[a-z](?=[A-Z])/g)?.length ?? 0;
  return humps >= 2 && /^[A-Za-z]+$/.test(word) && word.length / (capitals + 1) < SHORTEST_HUMP;
}
