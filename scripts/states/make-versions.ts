import type { Random } from '../bench/payloads/random.ts';
import type { MigrationFile } from './migration-file.ts';

/** Versions as people number them: from 1 on, with leading zeros, with gaps, or as timestamps. */
export function makeVersions(
  choose: Random,
  count: number,
): readonly Pick<MigrationFile, 'version' | 'prefix'>[] {
  const style = choose.pick(['counted', 'padded', 'gaps', 'times']);
  let last = style === 'times' ? 20_240_101_000_000 : 0;
  return Array.from({ length: count }, () => {
    last += style === 'gaps' ? choose.int(1, 40) : style === 'times' ? choose.int(1, 9) * 1_000_000 + 101 : 1;
    const version = String(last);
    return { version, prefix: style === 'padded' ? version.padStart(6, '0') : version };
  });
}
