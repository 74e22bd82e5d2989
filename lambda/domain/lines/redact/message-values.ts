import { mysql, UNDECIDED } from '../sql/dialect.ts';
import { BEGINS_OWN_TEXT } from '../wording/own-wording.ts';
import { isHarmlessWord } from './harmless-word.ts';
import { MESSAGE_SHAPES, type MessageShape } from './message-shapes.ts';
import type { RedactionScope } from './scope.ts';
import { maskSql } from './sql.ts';
import type { StatedWords } from './stated-words.ts';

/** All openings in one expression. The empty group after each opening shows which of them matched. */
const OPENINGS = new RegExp(MESSAGE_SHAPES.map(({ opening }) => `(?:${opening.source})()`).join('|'), 'g');

/** How many values begin in `text`? An agent may have cut a line inside the words before a value. */
export function countValues(text: string): number {
  let count = 0;
  OPENINGS.lastIndex = 0;
  while (OPENINGS.test(text)) count++;
  return count;
}

/** A part of the text that is already masked or accepted, and is not looked at again. */
export interface Decided {
  readonly from: number;
  readonly to: number;
}

/** Masks the values that {@link MESSAGE_SHAPES} finds. */
export function maskMessageValues(
  text: string,
  scope: RedactionScope,
  stated: StatedWords,
): { text: string; decided: readonly Decided[] } {
  let out = '';
  let done = 0;
  const decided: Decided[] = [];
  OPENINGS.lastIndex = 0;
  for (let match = OPENINGS.exec(text); match; match = OPENINGS.exec(text)) {
    const { opening, closings, kind } = MESSAGE_SHAPES[match.indexOf('', 1) - 1]!;
    const start = match.index + match[0].length;
    // `run statement: migration failed: …`: golang-migrate's words follow, not a value.
    if (BEGINS_OWN_TEXT.test(text.slice(start, start + 64))) continue;
    const end = endOfValue(text, start, closings, opening);
    out += text.slice(done, start);
    const from = out.length;
    out += maskValue(text.slice(start, end), kind, scope, stated);
    decided.push({ from, to: out.length });
    done = end;
    OPENINGS.lastIndex = end;
  }
  return { text: out + text.slice(done), decided };
}

/** The last closing before the next message of the same form, else the end of the text. */
function endOfValue(text: string, start: number, closings: readonly string[], opening: RegExp): number {
  opening.lastIndex = start;
  const next = opening.exec(text)?.index ?? text.length;
  const part = text.slice(start, next);
  for (const closing of closings) {
    const at = part.lastIndexOf(closing);
    if (at >= 0) return start + at;
  }
  return next;
}

function maskValue(
  value: string,
  kind: MessageShape['kind'],
  scope: RedactionScope,
  stated: StatedWords,
): string {
  if (kind === 'near') return isHarmlessWord(value, scope, stated) ? value : scope.mask(value, 'text');
  if (kind !== 'sql') return scope.mask(value, kind);
  if (isHarmlessWord(value, scope, stated)) return value;
  const masked = maskSql(value, value.includes('`') ? [mysql] : UNDECIDED, scope, true);
  if (!masked.regular) return scope.mask(value, 'text');
  // The fragment may begin inside text that the author meant as a literal; the words of such text are data.
  return masked.text.replace(/[\p{L}_][\p{L}\p{N}_$]{3,}/gu, (word, at: number) =>
    isHarmlessWord(word, scope, stated) || isInsideToken(masked.text, at) ? word : scope.mask(word, 'text'),
  );
}

function isInsideToken(text: string, at: number): boolean {
  return text.lastIndexOf('‹', at) > text.lastIndexOf('›', at);
}
