import type { Random } from '../bench/payloads/random.ts';
import type { Scenario } from './scenario.ts';

/** The job's command, and the number of files. */
export type Job = Pick<Scenario, 'start' | 'target' | 'command' | 'direction'> & { readonly files: number };

/**
 * `up`, `up N`, `goto V`, `down N` or `down -all`, somewhere among three to six files; `goto` gets its version later.
 */
export function makeJob(choose: Random): Job {
  const files = choose.int(3, 6);
  const kind = choose.pick([
    'up',
    'up',
    'up N',
    'up N',
    'goto up',
    'goto down',
    'down N',
    'down N',
    'down -all',
  ]);
  switch (kind) {
    case 'up': {
      const start = choose.int(0, files - 1);
      return { files, start, target: files, command: 'up', direction: 'up' };
    }
    case 'up N':
    case 'goto up': {
      const start = choose.int(0, files - 2);
      const target = choose.int(start + 1, files - 1);
      const command = kind === 'up N' ? `up ${target - start}` : 'goto';
      return { files, start, target, command, direction: 'up' };
    }
    case 'down N':
    case 'goto down': {
      const start = choose.int(2, files);
      const target = choose.int(1, start - 1);
      const command = kind === 'down N' ? `down ${start - target}` : 'goto';
      return { files, start, target, command, direction: 'down' };
    }
    default: {
      const start = choose.int(1, files);
      return { files, start, target: 0, command: 'down -all', direction: 'down' };
    }
  }
}
