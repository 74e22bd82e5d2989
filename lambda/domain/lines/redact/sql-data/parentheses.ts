import { SIZED_TYPES } from '../../sql/words.ts';
import type { Parenthesis, SqlPass } from './sql-text.ts';

/** Notes which parentheses each token is in. Marks nothing; later passes ask. */
export const enterParentheses: SqlPass = ({ tokens }) => {
  const open: Parenthesis[] = [];
  let valuesFollow = false;
  for (const token of tokens) {
    const { kind, text, previous } = token;
    if (text === '(') {
      if (previous?.kind === 'word' && SIZED_TYPES.has(previous.text)) open.push('sizes');
      else open.push(valuesFollow || open.at(-1) === 'values' ? 'values' : 'other');
    } else if (text === ')') {
      open.pop();
    } else if (text === 'select' && open.at(-1) === 'values') {
      open[open.length - 1] = 'other';
    }
    token.inside = open.at(-1);
    if (text === 'values' || text === 'value') valuesFollow = previous?.text !== '=';
    else if (text === ';' || (kind === 'word' && text !== 'row' && token.inside !== 'values'))
      valuesFollow = false;
  }
};
