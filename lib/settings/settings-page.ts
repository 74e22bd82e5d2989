import { optionTables } from './option-table.ts';

const BEGIN = '<!-- options: begin, written by a script -->';
const END = '<!-- options: end -->';

/**
 * docs/settings.md with new option tables.
 *
 * @throws when the page lacks the markers for them.
 */
export function settingsPage(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the page has no '${BEGIN}' … '${END}'`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${optionTables()}\n${page.slice(end)}`;
}
