/**
 * Tokenizer: one token of a command line, tried in this order: blanks; a redirection (`2>&1`, `> log`, whose number is not an
 * argument); a separator between commands; a word, with its quotes, masks and `${…}`.
 */
const TOKEN =
  /(\s+)|(\d*(?:>>|>&|<<<|<<|[<>])(?:\s*&?\d+(?=[\s;&|)]|$))?)|([;&|()]+)|((?:"(?:[^"\\]|\\.)*"|'[^']*'|‹[^›]{0,80}›|\\[\s\S]|\$[({][^)}]{0,200}[)}]|(?<=[\w=])&(?=\w)|[^\s;&|()<>"'\\‹])+|["'\\‹])/y;

/** A quoted part of a word, from which a shell removes the quotes, or an escaped character. */
const QUOTED = /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\([\s\S])/g;

/**
 * The commands of a command line, each as its words without quotes: split at `;`, `&&`, `|` and brackets, without redirections.
 *
 * Substitutions (`$N`, `$(cat n)`) stay in their words. Empty if a quote is not closed. Linear in the length of `commandLine`.
 */
export function commandsOf(commandLine: string): readonly (readonly string[])[] {
  const commands: string[][] = [];
  let words: string[] = [];
  const end = () => {
    if (words.length > 0) commands.push(words);
    words = [];
  };
  TOKEN.lastIndex = 0;
  let isFile = false;
  for (let token = TOKEN.exec(commandLine); token !== null; token = TOKEN.exec(commandLine)) {
    const [, blank, redirection, between, raw] = token;
    if (blank !== undefined) {
      if (blank.includes('\n')) end();
    } else if (redirection !== undefined) isFile = !/\d$/.test(redirection);
    else if (between !== undefined) end();
    else if (isFile) isFile = false;
    else if (raw === '"' || raw === "'") return [];
    else if (raw?.startsWith('#')) break;
    else words.push(raw!.replaceAll(QUOTED, (_all, double, single, escaped) => double ?? single ?? escaped));
  }
  end();
  return commands;
}
