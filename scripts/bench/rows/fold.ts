import type { Group } from '../group.ts';
import { type Measure, measured } from '../row.ts';
import type { BatchHundred } from '../timed/batch-100.timed.ts';
import type { WorstLine } from '../timed/worst-line.timed.ts';
import { runTimed } from '../timed-process.ts';

const RATIO: Measure = { name: 'batch-100', unit: '×', bar: 1, timed: true };
const PAGES: Measure = { name: 'batch-100-pages', unit: 'pages', bar: 1, timed: false };
const WORST: Measure = { name: 'worst-line', unit: 'ms', bar: 50, timed: true };

/** The hundredth batch of one run folds all hundred facts again: that must stay below decoding one batch. */
export const BATCH_100: Group = {
  names: [RATIO.name, PAGES.name],
  run(_wanted, { profile }) {
    const result = runTimed<BatchHundred>('batch-100', [], profile);
    return [
      measured(
        RATIO,
        result.ratio,
        `fold ${result.foldMs.toFixed(3)} ms, floor ${result.floorMs.toFixed(3)} ms`,
      ),
      measured(PAGES, result.pages, `${(result.bytes / 1000).toFixed(0)} KB of facts and record`),
    ];
  },
};

/** The slowest of all lines of 1 MB that were made to hurt. */
export const WORST_LINE: Group = {
  names: [WORST.name],
  run(_wanted, { profile }) {
    const { ms, slowest } = runTimed<WorstLine>('worst-line', [], profile);
    return [measured(WORST, ms, slowest.map(([name, each]) => `${name}: ${each.toFixed(1)}`).join('; '))];
  },
};
