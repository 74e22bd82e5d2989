import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NEWEST, type Scenario, type Step, type Version } from './scenario.ts';
import type { DatabaseState } from './targets.ts';

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

/** Whether a scenario runs plain, verbose, or both. */
export function modes(scenario: Scenario): readonly boolean[] {
  return { plain: [false], verbose: [true], both: [false, true] }[scenario.output ?? 'plain'];
}

/** Name of the fixture that a kept step makes, without extension. */
export function fixtureName(scenario: Scenario, version: Version, verbose: boolean, step: Step): string {
  const kept = scenario.steps.filter((one) => !one.preparation);
  return [
    scenario.name + (verbose && scenario.output === 'both' ? '-verbose' : ''),
    ...(kept.length > 1 ? [kept.indexOf(step) + 1] : []),
    ...(version === NEWEST ? [] : [version]),
  ].join('.');
}

/** Names of all fixtures that `scenarios` make. Throws when two make the same. */
export function fixtureNames(scenarios: readonly Scenario[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const scenario of scenarios) {
    for (const version of scenario.versions ?? [NEWEST]) {
      for (const verbose of modes(scenario)) {
        for (const step of scenario.steps.filter((one) => !one.preparation)) {
          const name = fixtureName(scenario, version, verbose, step);
          if (names.has(name)) throw new Error(`two scenarios write ${name}`);
          names.add(name);
        }
      }
    }
  }
  return names;
}

/** Writes one captured run into `folder`; `name` has no extension. */
export function writeFixture(folder: string, name: string, log: Buffer, meta: Meta): void {
  writeFileSync(join(folder, `${name}.log`), log);
  const text = JSON.stringify(meta, null, 2).replace(/\[[\d\s.,]+\]/g, (numbers) =>
    numbers.replace(/\s+/g, ' '),
  );
  writeFileSync(join(folder, `${name}.meta.json`), `${text}\n`);
}

/** Removes captured runs that no scenario makes any more, with their expected records. */
export function removeOthers(folder: string, names: ReadonlySet<string>): void {
  for (const file of readdirSync(folder)) {
    const name = /^(.*?)\.(?:log|meta\.json|json)$/.exec(file)?.[1];
    if (name !== undefined && !names.has(name)) rmSync(join(folder, file));
  }
}
