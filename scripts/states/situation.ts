import type { ScenarioDatabase } from './databases/database.ts';
import type { Direction } from './migration-file.ts';
import { flawOf } from './migration-file.ts';
import { appliedAround, type Scenario, versionAfter } from './scenario.ts';
import { type Truth, truthOf } from './truth.ts';

/** What a person sees in the database after following the page's checks, and how they repair a part. */
export interface Situation extends Truth {
  readonly direction: Direction;
  /** How many files are recorded as applied. */
  readonly applied: number;
  /** Versions that should be recorded once the change of the file at fault is undone, and once it is done. */
  readonly undone: string;
  readonly done: string;
  /** Whether there is a leftover that no correct file makes, such as an INVALID index. */
  readonly leftover: boolean;
  readonly chosen: 'undo' | 'finish';
}

export async function situationOf(scenario: Scenario, database: ScenarioDatabase): Promise<Situation> {
  const truth = await truthOf(scenario, database, (await database.working()) > 0);
  const around = appliedAround({ ...scenario, at: truth.at });
  const residue = flawOf(scenario.files[truth.at]!)?.residue;
  return {
    ...truth,
    direction: scenario.direction,
    applied: [...scenario.files.keys()].filter(
      (index) => BigInt(versionAfter(scenario, index + 1)) <= BigInt(truth.mark?.version ?? '-1'),
    ).length,
    undone: versionAfter(scenario, around.undone),
    done: versionAfter(scenario, around.done),
    leftover: residue !== undefined && (await database.ask([residue.probe]))[0] !== '0',
    chosen: scenario.chosen,
  };
}

/**
 * Whether a branch applies, from the page's words; `undefined` if the words are not known here.
 *
 * Read as by a person who has followed the leading branch: no part of the change exists any more, or all of it does.
 */
export function holds(when: string, situation: Situation): boolean | undefined {
  for (const [words, isSo] of WORDS) {
    const match = words.exec(when);
    if (match) return isSo(situation, match);
  }
  return undefined;
}

type Words = readonly [RegExp, (situation: Situation, match: RegExpExecArray) => boolean];

const isDirty = ({ mark }: Situation) => mark?.dirty === true;

const WORDS: readonly Words[] = [
  [/^If you undo by hand/, ({ chosen }) => chosen === 'undo'],
  [/^If you do the rest of the file by hand/, ({ chosen }) => chosen === 'finish'],
  [/^If it is not dirty, and at (\d+)/, (now, [, version]) => !isDirty(now) && now.mark?.version === version],
  [
    /^If it is not dirty, and not at (\d+)/,
    (now, [, version]) => !isDirty(now) && now.mark?.version !== version,
  ],
  [/^If it is not dirty/, (now) => !isDirty(now)],
  [/^If it is dirty, although its migration never began/, isDirty],
  [/^If it is dirty and the change is there/, (now) => isDirty(now) && now.change === 'all'],
  [/^If (?:it is dirty and )?nothing of the change is there/, (now) => isDirty(now) && now.change === 'none'],
  [/^If (?:it is dirty and )?all of the change is there/, (now) => isDirty(now) && now.change === 'all'],
  [
    /^If (?:it is dirty and )?a down of (\d+) failed and nothing of it is done/,
    (now, [, version]) => now.direction === 'down' && now.undone === version && now.change === 'none',
  ],
  [
    /^If (?:it is dirty and )?the up of (\d+) failed and nothing of it is there/,
    (now, [, version]) => now.direction === 'up' && now.done === version && now.change === 'none',
  ],
  [/^If the recorded version is in that list/, () => true],
  [/^If the recorded version is not in that list/, () => false],
  [/^If .+ is not in that list/, ({ leftover }) => !leftover],
  [/^If .+ is in that list/, ({ leftover }) => leftover],
  [/^If that list shows an index whose name ends in _ccnew or _ccold/, ({ leftover }) => leftover],
  [/^If that list shows none of them/, ({ leftover }) => !leftover],
  // The row that locks CockroachDB: golang-migrate alone deletes it, so it is there until a person deletes it.
  [/^If another golang-migrate is at work/, ({ working }) => working],
  [/^If none is at work, and the row is still there/, ({ working }) => !working],
  [/^If none is at work, and the row is gone/, () => false],
];
