import type { SqlPass } from './sql-text.ts';

/** Everything that is not code: comments, COPY rows, text that is not SQL, and characters that SQL does not have. */
export const markNotCode: SqlPass = (text) => {
  for (const token of text.tokens) {
    switch (token.kind) {
      case 'comment':
        text.mark(token, 'comment');
        break;
      case 'row':
        text.mark(token, 'row');
        break;
      case 'prose':
        text.markBare(token, 'statement');
        break;
      case 'rest':
        text.mark(token, 'statement');
        break;
      case 'foreign':
        text.mark(token, 'text');
        break;
    }
  }
};
