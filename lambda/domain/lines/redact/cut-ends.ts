import type { CutEnds } from '../../model/log-batch.ts';
import { looksGenerated } from './generated.ts';
import { isLetterOrDigit } from './letter-or-digit.ts';
import type { RedactionScope } from './scope.ts';
import { mayBeCutToken } from './vendor-tokens.ts';

/** Longest word that is looked at; what generators make is shorter. */
const LONGEST = 512;
/** Shorter words say nothing. */
const SHORTEST = 8;
const NOTHING_CUT: CutEnds = {};

/**
 * Masks the first and the last word of a redacted text if they may be part of a credential. The rest of the credential, or the word
 * that names it, may have been cut off.
 *
 * At an end that is known to be cut, every word is masked. Elsewhere a word is masked when it looks generated, see {@link
 * looksGenerated}, or when it starts like a vendor's token.
 */
export function maskCutEnds(text: string, scope: RedactionScope, cut: CutEnds = NOTHING_CUT): string {
  return maskLast(maskFirst(text, scope, cut.before === true), scope, cut.behind === true);
}

function maskLast(text: string, scope: RedactionScope, isCut: boolean): string {
  const end = isCut ? text.length : text.trimEnd().length;
  const belongs = isCut ? isOfRun : isOfGenerated;
  let from = end;
  while (from > 0 && end - from < LONGEST && belongs(text.charCodeAt(from - 1))) from--;
  if (from === end || (!isCut && end - from < SHORTEST)) return text;
  const word = text.slice(from, end);
  const isSuspect = isCut || looksGenerated(word) || mayBeCutToken(word) || isCutUser(text, from, word);
  return isSuspect ? text.slice(0, from) + scope.mask(word, 'text') + text.slice(end) : text;
}

function maskFirst(text: string, scope: RedactionScope, isCut: boolean): string {
  let end = 0;
  while (end < text.length && end < LONGEST && isOfRun(text.charCodeAt(end))) end++;
  if (end === 0 || (!isCut && end < SHORTEST)) return text;
  const run = text.slice(0, end).replace(/:$/, '');
  if (!isCut && !run.split(SEPARATORS).some(looksGenerated)) return text;
  return scope.mask(run, 'text') + text.slice(run.length);
}

const SEPARATORS = /[^\w.~+!*^-]/;

/** Is the character neither a blank nor part of a redaction token? */
function isOfRun(code: number): boolean {
  return code > 0x20 && code !== 0x2039 && code !== 0x203a;
}

/** Letters, digits, and `!*+-.^_~`: what generators make and no syntax uses. */
function isOfGenerated(code: number): boolean {
  return (
    isLetterOrDigit(code) ||
    code === 0x5f ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x2b ||
    code === 0x2a ||
    code === 0x21 ||
    code === 0x5e ||
    code === 0x7e
  );
}

/** `https://7f7c52dcc41`: no host has such a name. */
function isCutUser(text: string, from: number, word: string): boolean {
  return (
    word.length >= SHORTEST && /^(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]+$/i.test(word) && text.endsWith('://', from)
  );
}
