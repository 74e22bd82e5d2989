import type { Diagnostics } from 'recheck';
import { allExpressions } from './all-expressions.ts';
import { hashOf, judged } from './expression.ts';
import { type Doubt, type Pump, readVerdicts, type Verdicts, writeVerdicts } from './verdicts.ts';

/**
 * Judges new and changed expressions, and drops removed ones: `npm run expressions`.
 *
 * `-- --again` judges expressions again that were not found safe: on an idle machine fewer are unknown. Expressions
 * that are not safe are printed; each needs an entry in test/expressions/bounded.json that says what bounds it.
 */

// Pure JavaScript instead of Java or a binary, so the verdict is the same on every machine that is fast enough.
process.env['RECHECK_SYNC_BACKEND'] = 'pure';
const { checkSync } = await import('recheck');

const TIMEOUT_MS = 20_000;

const again = process.argv.includes('--again');
const known = readVerdicts();
const verdicts: Record<string, Verdicts[string]> = {};
for (const expression of await allExpressions()) {
  const hash = hashOf(expression);
  if (verdicts[hash] !== undefined) continue;
  const before = again && known[hash] !== 'safe' ? undefined : known[hash];
  if (before === undefined) {
    const { source, flags } = judged(expression);
    const verdict = verdictOf(checkSync(source, flags, { timeout: TIMEOUT_MS, randomSeed: 1 }));
    if (verdict !== 'safe')
      process.stdout.write(
        `${expression.place}: ${verdict.verdict}: /${expression.source}/${expression.flags}\n`,
      );
    verdicts[hash] = verdict;
  } else verdicts[hash] = before;
  writeVerdicts({ ...known, ...verdicts });
}
writeVerdicts(verdicts);

function verdictOf(result: Diagnostics): Verdicts[string] {
  switch (result.status) {
    case 'safe':
      return 'safe';
    case 'unknown':
      return { verdict: 'unknown' };
    case 'vulnerable': {
      const { complexity, attack } = result;
      const verdict = complexity.type === 'polynomial' ? `polynomial ${complexity.degree}` : complexity.type;
      const pump = pumpOf(attack.pumps, attack.suffix);
      return { verdict, ...(pump && { pump }) } satisfies Doubt;
    }
  }
}

/** The first pump; later ones are used once each and become part of the end. */
function pumpOf(
  parts: readonly { readonly prefix: string; readonly pump: string }[],
  suffix: string,
): Pump | undefined {
  const [first, ...others] = parts;
  if (first === undefined || first.pump === '') return undefined;
  return [first.prefix, first.pump, others.map(({ prefix, pump }) => prefix + pump).join('') + suffix];
}
