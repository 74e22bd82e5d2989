import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { composedBy } from '../../scripts/expressions/composed.ts';
import { type Expression, hashOf } from '../../scripts/expressions/expression.ts';
import { literalsIn } from '../../scripts/expressions/literals.ts';
import { withProject } from '../../scripts/expressions/project.ts';
import { readVerdicts } from '../../scripts/expressions/verdicts.ts';
import { sourceFiles } from '../architecture/source-files.ts';

/** Expressions that no tool proves linear, by what they are asked of: that is what bounds them. */
interface Bound {
  /** What text it is asked of, and what cuts that. */
  readonly asked: string;
  /** Its longest, UTF-16 units. */
  readonly longest: number;
  readonly expressions: readonly string[];
}

const BOUNDED: readonly Bound[] = JSON.parse(readFileSync('test/expressions/bounded.json', 'utf8'));
const VERDICTS = readVerdicts();

const expressions: readonly Expression[] = [
  ...withProject((project) => literalsIn(project, sourceFiles(['bin', 'lambda']))),
  ...(await composedBy(sourceFiles(['lambda/domain']), (file) => import(/* @vite-ignore */ `../../${file}`))),
];
const shown = ({ source, flags }: Pick<Expression, 'source' | 'flags'>) => `/${source}/${flags}`;

test('there are expressions, written and composed', () => {
  expect(expressions.length).toBeGreaterThan(500);
});

test('every expression has been judged: `npm run expressions` judges new ones', () => {
  const unknown = expressions.filter((each) => VERDICTS[hashOf(each)] === undefined);
  expect(unknown.map((each) => `${each.place} ${shown(each)}`)).toEqual([]);
});

test('no verdict is left of an expression that is gone', () => {
  const hashes = new Set(expressions.map(hashOf));
  expect(Object.keys(VERDICTS).filter((hash) => !hashes.has(hash))).toEqual([]);
});

test('what is not known to be safe says what bounds it, and nothing else does', () => {
  const doubtful = expressions.filter((each) => VERDICTS[hashOf(each)] !== 'safe').map(shown);
  const bounded = BOUNDED.flatMap((bound) => bound.expressions);
  expect(bounded.toSorted()).toEqual([...new Set(doubtful)].toSorted());
});
