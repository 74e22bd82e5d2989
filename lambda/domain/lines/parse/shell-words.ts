/**
 * One token of a command line, tried in this order: blanks; a redirection (`2>&1`, `> log`: its number is no argument);
 * what stands between two commands; a word, with its quotes, masks and `${…}` whole.
 */
const TOKEN =
  /(\s+)|(\d*(?:>>|>&|<<<|<<|[<>])(?:\s*&?\d+(?=[\s;&|)]|$))?)|([;&|()]+)|((?:"(?:[^"\\]|\\.)*"|'[^']*'|‹[^›]{0,80}›|\\[\s\S]|\$[({][^)}]{0,200}[)}]|(?<=[\w=])&(?=\w)|[^\s;&|()<>"'\\‹])+|["'\\‹])/y;

/** A part of a word that a shell leaves alone, or takes the quotes off. */
const QUOTED = /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\([\s\S])/g;

/**
 * The commands of a command line, each as its words, quotes off: split at `;`, `&&`, `|` and brackets, without redirections.
 *
 * What a shell would still put in (`$N`, `$(cat n)`) stays in its word. No commands where a quote is not closed. Linear in
 * the length of `commandLine`.
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
