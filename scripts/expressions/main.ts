import { allExpressions } from './all-expressions.ts';
import { type Expression, hashOf, judged } from './expression.ts';
import { readVerdicts, writeVerdicts } from './verdicts.ts';

/**
 * Judges the expressions that are new or changed, and forgets those that are gone: `npm run expressions`.
 *
 * What is not safe is printed with the text that makes it slow.
 */

// Neither Java nor a binary: the same verdict on every machine, as far as its time allows.
process.env['RECHECK_SYNC_BACKEND'] = 'pure';
const { checkSync } = await import('recheck');

const TIMEOUT_MS = 20_000;

const known = readVerdicts();
const verdicts: Record<string, string> = {};
for (const { source, flags, place } of await allExpressions()) {
  const hash = hashOf({ source, flags });
  if (verdicts[hash] !== undefined) continue;
  verdicts[hash] = known[hash] ?? judge(judged({ source, flags }), place);
  writeVerdicts({ ...known, ...verdicts });
}
writeVerdicts(verdicts);

function judge({ source, flags }: Pick<Expression, 'source' | 'flags'>, place: string): string {
  const result = checkSync(source, flags, { timeout: TIMEOUT_MS, randomSeed: 1 });
  if (result.status === 'safe') return 'safe';
  const verdict = result.status === 'vulnerable' ? complexityOf(result.complexity) : 'unknown';
  const attack = result.status === 'vulnerable' ? ` by ${result.attack.pattern.slice(0, 300)}` : '';
  const error = result.status === 'unknown' ? ` (${result.error.kind})` : '';
  process.stdout.write(
    `${place}: ${hashOf({ source, flags })} ${verdict}${error}: /${source}/${flags}${attack}\n`,
  );
  return verdict;
}

function complexityOf(complexity: { readonly type: string; readonly degree?: number }): string {
  return complexity.degree === undefined ? complexity.type : `${complexity.type} ${complexity.degree}`;
}
