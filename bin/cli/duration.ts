/**
 * Milliseconds as a person reads them: `1.4 ms`, `36 ms`, `61.1 s`, `18 min 2 s`. Event times are whole milliseconds,
 * so 0 is `<1 ms`.
 */
export function duration(ms: number): string {
  if (ms === 0) return '<1 ms';
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 99_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return two(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1_440) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(ms / 3_600_000);
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function two(big: number, bigName: string, small: number, smallName: string): string {
  return `${big} ${bigName}${small === 0 ? '' : ` ${small} ${smallName}`}`;
}
