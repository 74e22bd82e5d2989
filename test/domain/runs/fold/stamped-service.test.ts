import { describe, expect, test } from 'vitest';
import { DEADLINES } from '../../../../lambda/contract/defaults.ts';
import {
  extractMigrateLines,
  linesFact,
} from '../../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import type { Fact } from '../../../../lambda/domain/model/fact.ts';
import { fold } from '../../../../lambda/domain/runs/fold/fold.ts';
import { dueDeadlines } from '../../../../lambda/domain/runs/record/deadlines.ts';
import { endedFact, LOG_GROUP, LOG_STREAM, ORIGIN, T0 } from '../../../builders/facts-and-runs.ts';
import { SHARED } from '../../../sources-of.ts';

const STAMP = '2026/03/05 10:00:00 ';
const BEGUN = ['Start buffering 3/u add_email', 'Read and execute 3/u add_email'].map((line) => STAMP + line);
const FINISHED = `${STAMP}Finished 3/u add_email (read 2ms, ran 900ms)`;
const SERVICE = `${STAMP}listening on :8080`;

function printed(lines: readonly string[], from = 0): Fact[] {
  const events = lines.map((message, index) => ({
    id: String(from + index).padStart(56, '0'),
    timestamp: T0 + (from + index) * 1_000,
    message,
  }));
  return extractMigrateLines({ logGroup: LOG_GROUP, logStream: LOG_STREAM, events }).map((lines) =>
    linesFact(lines, `batch ${from}`, 'batch'),
  );
}

const runsOf = (facts: readonly Fact[]) => fold(facts, { origin: ORIGIN, sources: SHARED });
const swept = (facts: readonly Fact[], ms: number): Fact[] => [
  ...facts,
  ...runsOf(facts).flatMap((run) => dueDeadlines(run, 0, T0 + ms, DEADLINES)),
];

describe('stamped lines in a container that is not dedicated', () => {
  const service = printed([...BEGUN, FINISHED, SERVICE]);

  test('settle like a library run once all migrations that began have finished', () => {
    expect(runsOf(swept(service, 61_999))).toMatchObject([{ outcome: 'running', source: 'cli-verbose' }]);
    expect(runsOf(swept(service, 62_000))).toMatchObject([
      { outcome: 'succeeded', endSeen: false, source: 'library', alerts: [] },
    ]);
  });

  test('belong to the CLI if `Finished after` comes, even late', () => {
    const late = printed([`${STAMP}Finished after 2m`, `${STAMP}Closing source and database`], 120);
    expect(runsOf([...swept(service, 90_000), ...late])).toMatchObject([
      { outcome: 'succeeded', endSeen: true, source: 'cli-verbose' },
    ]);
  });

  test('of an executing migration do not settle, and end with their process', () => {
    const executing = printed(BEGUN);
    expect(runsOf(swept(executing, 120_000))).toMatchObject([{ outcome: 'running' }]);
    expect(runsOf([...executing, endedFact({ at: T0 + 9_000, exitCode: 137 })])).toMatchObject([
      { outcome: 'killed', dirtyVersion: '3' },
    ]);
  });

  test('of a run that settled say nothing of the process that ends later', () => {
    const ended = endedFact({ at: T0 + 3_600_000, exitCode: 137 });
    expect(runsOf([...swept(service, 90_000), ended])).toMatchObject([
      { outcome: 'succeeded', exitCode: null },
    ]);
  });
});
