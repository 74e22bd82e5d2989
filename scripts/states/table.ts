import type { Grade } from './compare.ts';
import { ENGINES } from './dialect.ts';
import type { EndState } from './end-state.ts';
import type { Played } from './play.ts';

/** Limits of the figures, in percent. */
const MOST_UNKNOWN = { text: 42, declared: 35 } as const;

/** The table that docs/states.md holds and CI prints: one row per engine, and one for all. */
export function table(played: readonly Played[]): string {
  const rows = [...ENGINES, 'all'].map((engine) => {
    const own = played.filter(({ scenario }) => engine === 'all' || scenario.engine === engine);
    return [engine, ...cells(own)];
  });
  const header = [
    '',
    'scenarios',
    ...GRADED,
    'repairs typed',
    'whole at the target',
    'stopped short',
    'beyond',
    'not clean',
  ];
  return [header, header.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

const GRADED = ['text alone: right', 'unknown', 'wrong', 'declared: right', 'unknown', 'wrong'];

function cells(played: readonly Played[]): readonly string[] {
  const graded = (['text', 'declared'] as const).flatMap((which) => {
    const known = played.filter(({ grade }) => grade[which] !== 'clean');
    const count = (grade: Grade) => known.filter((one) => one.grade[which] === grade).length;
    const share = known.length === 0 ? '' : ` (${Math.round((100 * count('unknown')) / known.length)} %)`;
    return [`${count('right')}`, `${count('unknown')}${share}`, `${count('wrong')}`];
  });
  const repairs = played.flatMap(({ repair }) => repair ?? []);
  const ends = (end: EndState) => `${repairs.filter((one) => one.end === end).length}`;
  return [
    `${played.length}`,
    ...graded,
    `${repairs.length}`,
    ...(['whole', 'short', 'beyond', 'not-clean'] as const).map(ends),
  ];
}

/** Figures that exceed their limits; empty if all hold. */
export function broken(played: readonly Played[]): readonly string[] {
  return (['text', 'declared'] as const).flatMap((which) => {
    const known = played.filter(({ grade }) => grade[which] !== 'clean');
    const unknown = known.filter(({ grade }) => grade[which] === 'unknown').length;
    return unknown * 100 > known.length * MOST_UNKNOWN[which]
      ? [`${which}: ${unknown} of ${known.length} unknown; at most ${MOST_UNKNOWN[which]} %`]
      : [];
  });
}
