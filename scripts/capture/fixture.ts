import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseState } from './targets.ts';

const FOLDER = join(import.meta.dirname, '../../test/fixtures/migrate');

/** What `<case>.meta.json` says about `<case>.log`. Explained in the folder's README. */
export interface Meta extends DatabaseState {
  readonly command: string;
  readonly version: string;
  readonly engine: string;
  readonly verbose: boolean;
  readonly exitCode: number;
  readonly signal: string | null;
  readonly pid1: boolean;
  readonly startedAt: string;
  readonly migrations: readonly string[];
  readonly note: string;
  readonly lineOffsetsMs: readonly number[];
}

/** Writes one captured run; `name` has no extension. */
export function writeFixture(name: string, log: Buffer, meta: Meta): void {
  writeFileSync(join(FOLDER, `${name}.log`), log);
  const text = JSON.stringify(meta, null, 2).replace(/\[[\d\s.,]+\]/g, (numbers) =>
    numbers.replace(/\s+/g, ' '),
  );
  writeFileSync(join(FOLDER, `${name}.meta.json`), `${text}\n`);
}

/** Removes captured runs that no scenario makes any more. */
export function removeOthers(names: ReadonlySet<string>): void {
  for (const file of readdirSync(FOLDER)) {
    const name = /^(.*)\.(?:log|meta\.json)$/.exec(file)?.[1];
    if (name !== undefined && !names.has(name)) rmSync(join(FOLDER, file));
  }
}
