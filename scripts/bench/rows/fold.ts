import type { Group } from '../group.ts';
import { type Measure, measured } from '../row.ts';
import type { BatchHundred } from '../timed/batch-100.timed.ts';
import type { Growth } from '../timed/growth.timed.ts';
import type { GrowthPage } from '../timed/growth-page.timed.ts';
import type { WorstLine } from '../timed/worst-line.timed.ts';
import { runTimed } from '../timed-process.ts';

const RATIO: Measure = { name: 'batch-100', unit: '×', bar: 1, timed: true };
const PAGES: Measure = { name: 'batch-100-pages', unit: 'pages', bar: 1, timed: false };
const GROWTH_CPU: Measure = { name: 'growth', unit: '×', bar: 3, timed: true };
const GROWTH_BYTES: Measure = { name: 'growth-bytes', unit: '× read', bar: 3, timed: false };
const GROWTH_PAGE: Measure = { name: 'growth-page', unit: '×', bar: 1.5, timed: true };
const GROWTH_OWN: Measure = { name: 'growth-page-own', unit: '×', bar: null, timed: true };
const PAGE_REQUESTS: Measure = { name: 'growth-page-requests', unit: 'more', bar: 0, timed: false };
const WORST: Measure = { name: 'worst-line', unit: 'ms', bar: 50, timed: true };

/** The hundredth batch of one run folds all hundred facts again, which must take less time than decoding one batch. */
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

/** The cost per batch of a long-lived origin depends on what is open, not on its whole history. */
export const GROWTH: Group = {
  names: [GROWTH_CPU.name, GROWTH_BYTES.name],
  run(_wanted, { profile }) {
    const { ratio, ms, bytes, mostBytes } = runTimed<Growth>('growth', [], profile);
    const [early, late] = bytes;
    const kilobytes = (count: number) => `${(count / 1000).toFixed(1)} KB`;
    return [
      measured(GROWTH_CPU, ratio, ms.map((each) => `${each.toFixed(3)} ms`).join('; ')),
      measured(
        GROWTH_BYTES,
        mostBytes / early,
        `batch 11: ${kilobytes(early)}; batch 1,001: ${kilobytes(late)}; the most of any after it: ${kilobytes(mostBytes)}`,
      ),
    ];
  },
};

/** The cost per message of a database depends on what is open, not on how many incidents it ever had. */
export const GROWTH_OF_PAGE: Group = {
  names: [GROWTH_PAGE.name, GROWTH_OWN.name, PAGE_REQUESTS.name],
  run(_wanted, { profile }) {
    const { ratio, ms, ownMs, requests, bytes } = runTimed<GrowthPage>('growth-page', [], profile);
    const times = (pair: readonly number[]) => pair.map((each) => each.toFixed(3)).join(' and ');
    return [
      measured(GROWTH_PAGE, ratio, `${times(ms)} ms`),
      measured(GROWTH_OWN, ownMs[1] / ownMs[0], `${times(ownMs)} ms`),
      measured(
        PAGE_REQUESTS,
        requests[1] - requests[0],
        `${requests.join(' and ')} requests; answers of ${bytes.map((each) => (each / 1000).toFixed(1)).join(' and ')} KB`,
      ),
    ];
  },
};

/** The slowest of all hostile lines of 1 MB. */
export const WORST_LINE: Group = {
  names: [WORST.name],
  run(_wanted, { profile }) {
    const { ms, slowest } = runTimed<WorstLine>('worst-line', [], profile);
    return [measured(WORST, ms, slowest.map(([name, each]) => `${name}: ${each.toFixed(1)}`).join('; '))];
  },
};
