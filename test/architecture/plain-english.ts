/** A wording that readers have to decode, and what to write instead. */
export interface Wording {
  readonly pattern: RegExp;
  readonly instead: string;
}

/** One place with such a wording. */
export interface Finding {
  /** 1-based. */
  readonly line: number;
  readonly words: string;
  readonly instead: string;
}

const PLACE =
  '(?:in|on|at|beside|behind|before|after|below|above|between|there|here|first|last|open|recorded|outside|inside)';

/** A blank in the expression also matches a line break in a comment or paragraph. */
function wording(expression: string, instead: string): Wording {
  return { pattern: new RegExp(`\\b(?:${expression.replaceAll(' ', '\\s+')})\\b`, 'gi'), instead };
}

/** Sorted by what they are about: verbs for notifying, verbs for being somewhere, negations, persons, other words. */
export const WORDINGS: readonly Wording[] = [
  wording('(?:told|tells?|telling) of', "'report …', or 'notify people of …'"),
  wording('(?:hears?|heard|hearing) of', "'is notified of', 'gets' or 'sees'"),
  wording('speaks? (?:of|to|for)', "'is about', 'notifies' or 'reports'"),
  // Not the attribute's name: stored items have it.
  wording('(?<!\\.)untold(?!\\??:)', "'not reported'"),
  wording('as loud as|loud', "'severity'"),
  wording(
    '(?:is|are|was|were|be) told (?:once|at once|together|again|as|with|by itself|in one|beside)',
    "'is reported', 'is sent'",
  ),
  wording('owe[sd]?(?!:)', "'in the outbox', 'must be sent'"),
  wording('courier', "'message' or 'delivery', as SQS and SNS say"),
  wording(
    `stands? ${PLACE}|stood ${PLACE}`,
    "'is', or what is done there: 'is written in', 'is used together with'",
  ),
  wording('stands? (?:for itself|for themselves|alone)', 'what follows from it'),
  wording(`lies? ${PLACE}|lay ${PLACE}`, "'is', 'is stored in'"),
  wording('hands? (?:it |them |each |one )?on', "'passes on'"),
  wording('(?<!there )(?:is|was|are|were|be|being) none', "'is not a …', or 'there is no …'"),
  wording(
    '(?<!there )(?:is|was|are|were) no (?!longer|more|matter|worse|better|less|later|earlier|further)[a-z]+',
    "'is not a …'",
  ),
  wording('knows no', "'does not know'"),
  wording('nothing but', "'only'"),
  wording('whoever|whomever', 'the person or the part: the caller, a reader of the table'),
  wording('he|him|his|himself', "the role, or 'they'"),
  wording("one's own", "'your own'"),
  wording('anew', "'again'"),
  wording('in vain', "'without success'"),
  wording('to be the last', "'as the last'"),
  wording('counts? as of', "'has the effective time'"),
  wording('leaves? no trace', 'what it does not change'),
  wording('(?<=[.;*] )left out: [a-z]+', "'left out if …', or '… by default'"),
  wording('so many (?!that\\b)', "'this many', or the parameter's name"),
  wording('but for', "'except'"),
  wording('the same of', "'the same for'"),
  wording('of ours', "'our …'"),
  wording('in the place of', "'instead of'"),
  wording('what (?:came|comes|becomes|became) of', "'the result of'"),
  wording('betrays?|betrayed', "'shows'"),
  wording('parted (?:by|from)', "'separated by'"),
  wording('as one writes|as one reads', "'as written'"),
  wording('seldom', "'rarely'"),
  wording('held against', "'compared with'"),
  wording('behind (?:it|them|this|that|which) (?:come|comes|is|are|was)', "'after'"),
];

/**
 * Places in `text` with one of the {@link WORDINGS}, in the order of the text.
 *
 * Also finds a wording that continues in the next line. Leaves out inline and fenced code in Markdown.
 */
export function findWordings(text: string, isMarkdown: boolean): readonly Finding[] {
  const prose = isMarkdown ? withoutCode(text) : text.replace(/(?<=\n)[ \t]*(?:\*(?!\/)|\/\/)/g, blank);
  return WORDINGS.flatMap(({ pattern, instead }) =>
    [...prose.matchAll(pattern)].map(({ index, 0: words }) => ({
      line: prose.slice(0, index).split('\n').length,
      words: words.replace(/\s+/g, ' '),
      instead,
    })),
  ).sort((a, b) => a.line - b.line);
}

function withoutCode(markdown: string): string {
  return markdown
    .replace(/^([ \t]*)(`{3,}|~{3,})[\s\S]*?^[ \t]*\2[ \t]*$/gm, blank)
    .replace(/`[^`\n]*(?:\n[^`\n]+)*`/g, blank);
}

/** Replaces text by blanks and keeps line breaks, so that lines keep their numbers. */
function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
