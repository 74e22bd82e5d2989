/**
 * Characters that no line of ours keeps: controls but the tab, colour codes (also those whose escape character was
 * lost on the way, and rsyslog's `#033`), the byte order mark; U+FFFD is only looked at.
 */
const SPECIAL = /[\0-\x08\x0a-\x1f\x7f-\x9f\ufeff\ufffd]|\[0m|#033\[/;

/** Cheap test: false for nearly every line, which then needs no cleaning. */
export function hasSpecialCharacters(text: string): boolean {
  return SPECIAL.test(text);
}

/** Terminal control sequences: CSI, OSC, charset and two-character escapes. @see ECMA-48 §5.4, 8.3 */
const ESCAPES =
  /(?:\x1b\[|\x9b|#033\[)[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b\][^\x07\x1b]{0,2048}(?:\x07|\x1b\\)|\x1b[()][0-9A-Za-z]|\x1b[@-Z\\^_=>78c]/g;
const BARE_COLOURS = /\[\d{1,3}(?:;\d{1,3}){0,4}m/g;
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\ufeff]/g;
/** A duration's micro sign that a wrong code page broke: `15.3�s`. */
const BROKEN_MICRO = /(\d)\ufffd{1,2}s\b/g;

/**
 * Physical lines of a text as a terminal would leave them: no colours, no controls, `\r\n` and `\n` alike.
 *
 * A lone `\r` (a progress bar) separates too, its empty pieces dropped; empty lines between others stay, those at either
 * end do not. Always at least one line.
 */
export function physicalLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (!line.includes('\r')) lines.push(cleanLine(line));
    else {
      const pieces = line.split('\r').filter((piece) => piece !== '');
      for (const piece of pieces.length > 0 ? pieces : ['']) lines.push(cleanLine(piece));
    }
  }
  let from = 0;
  let to = lines.length;
  while (from < to - 1 && lines[from]!.trim() === '') from++;
  while (to - 1 > from && lines[to - 1]!.trim() === '') to--;
  return lines.slice(from, to);
}

function cleanLine(line: string): string {
  if (!hasSpecialCharacters(line)) return line;
  const bare = line.replace(ESCAPES, '');
  const colourless = bare.includes('[0m') ? bare.replace(BARE_COLOURS, '') : bare;
  return colourless.replace(CONTROLS, '').replace(BROKEN_MICRO, '$1µs');
}
