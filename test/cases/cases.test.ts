import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { play } from '../../bin/cli/replay/play.ts';
import { playedJson } from '../../bin/cli/replay/played-json.ts';
import { readScenario } from '../../bin/cli/replay/read-scenario.ts';
import { runJson } from '../../bin/cli/run-json.ts';
import { readLogFile } from '../../lambda/adapters/input/read-log-file.ts';
import { explainText } from '../../lambda/pipeline/explain-text.ts';
import { expected } from './expected.ts';

/**
 * Inputs that were misunderstood once: `NAME.log`, a text for `parse`, or `NAME.json`, a scenario for `replay`; beside it
 * `NAME.expected.json`, which holds only what is meant: a list of runs, or runs, incidents and pages.
 */
const FOLDER = 'test/fixtures/cases';

const files = readdirSync(FOLDER).filter((file) => !file.endsWith('.expected.json'));

test.each(files)('%s', async (file) => {
  const path = join(FOLDER, file);
  const wanted = JSON.parse(readFileSync(path.replace(/\.\w+$/, '.expected.json'), 'utf8'));
  // As it is printed: without what is `undefined`.
  const printed = JSON.parse(JSON.stringify(await outputOf(path)));
  expect(printed).toMatchObject(expected(wanted) as object);
});

async function outputOf(path: string): Promise<object> {
  if (path.endsWith('.log')) return explainText(await readLogFile(path)).map(runJson);
  const { scenario, problems } = readScenario(readFileSync(path, 'utf8'), path);
  expect(problems).toEqual([]);
  return playedJson(await play(scenario!));
}
