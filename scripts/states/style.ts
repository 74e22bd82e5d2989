/** How an author writes the SQL of a file. */
export interface Style {
  /** Quote around names; may be empty. */
  readonly quote: string;
  readonly lowerCase: boolean;
}

/** Literals, routine bodies and comments, which stay unchanged. */
const AS_IT_IS = /('(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\2\$|--[^\n]*|\/\*[\s\S]*?\*\/|#[^\n]*)/;

/** Made-up names of scenarios, and names of the tables in every database. */
const NAME = /\b([a-z]+_\d+(?:_[a-z]+)?|accounts_amount|accounts|entries|gate|loose|guarded)\b/g;

/** The same statements in another author's style. */
export function inStyle(sql: string, { quote, lowerCase }: Style): string {
  let rest = sql;
  let written = '';
  for (let match = AS_IT_IS.exec(rest); match !== null; match = AS_IT_IS.exec(rest)) {
    written += restyled(rest.slice(0, match.index)) + match[0];
    rest = rest.slice(match.index + match[0].length);
  }
  return written + restyled(rest);

  function restyled(text: string): string {
    const cased = lowerCase ? text.toLowerCase() : text;
    return quote === '' ? cased : cased.replace(NAME, `${quote}$1${quote}`);
  }
}
