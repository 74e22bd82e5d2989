import type { Run } from '../../lambda/domain/model/run.ts';
import { foldFrom } from '../../lambda/domain/runs/fold/fold.ts';
import type { FoldRules } from '../../lambda/pipeline/writer.ts';

/** Rules of a later release, which judge each run by `judge`. */
export function otherRules(version: string, judge: (run: Run) => Run): FoldRules {
  return {
    version,
    foldFrom: (...input) => {
      const folded = foldFrom(...input);
      return { ...folded, runs: folded.runs.map(judge) };
    },
  };
}

/** They word errors otherwise and find more in every run: with the former rules in the store, each such run would be `corrected`. */
export const NEW_WORDS = otherRules('new words', (run) => ({
  ...run,
  error: run.error && { ...run.error, details: `${run.error.details ?? ''} in new words` },
  findings: [...run.findings, { kind: 'leftover-lines' as never, text: 'found by the new rules' }],
}));
