import { play } from '../../bin/cli/replay/play.ts';
import { readScenario } from '../../bin/cli/replay/read-scenario.ts';
import { ReadLogError } from '../../lambda/adapters/input/read-log-error.ts';
import { readLogText } from '../../lambda/adapters/input/read-log-text.ts';
import type { ExplainedRun } from '../../lambda/domain/incidents/explained-run.ts';
import type { Outcome } from '../../lambda/domain/model/run.ts';
import type { Branch, Verdict } from '../../lambda/domain/model/verdict.ts';
import { explainText } from '../../lambda/pipeline/explain-text.ts';
import { formatProblem } from '../../lib/settings/problem.ts';
import { deploymentOf, taskOf } from './deployment.ts';
import type { Log } from './log.ts';
import type { Scenario } from './scenario.ts';

/** What is reported about a job, which is the last run in its log. */
export interface Told {
  /** `null` if the log holds no run. */
  readonly outcome: Outcome | null;
  readonly endSeen: boolean;
  readonly verdict: Verdict | null;
  /** The next steps; empty if nothing has to be done. */
  readonly next: readonly Branch[];
}

const NOTHING: Told = { outcome: null, endSeen: false, verdict: null, next: [] };

/** The report of `parse` on the logs in order, without settings. */
export function toldByText(logs: readonly Log[]): Told {
  try {
    return toldOf(explainText(readLogText(Buffer.from(logs.map(({ text }) => text).join('')))).at(-1));
  } catch (error) {
    if (error instanceof ReadLogError && error.reason === 'empty') return NOTHING;
    throw error;
  }
}

/**
 * The report of a deployment that has declared the engine and its modes, and saw each process end: its record and its
 * page.
 *
 * `before` is the log of the run before the job; left out if there was no such run.
 */
export async function toldByDeployment(
  scenario: Scenario,
  logs: readonly Log[],
  before: Log | undefined,
): Promise<Told> {
  const all = before === undefined ? logs : [before, ...logs];
  const { scenario: story, problems } = readScenario(JSON.stringify(deploymentOf(scenario, all)), 'scenario');
  if (story === undefined) throw new Error(problems.map(formatProblem).join('\n'));
  const { runs, pages } = await play(story);
  const run = runs.findLast(({ resource }) => resource?.endsWith(taskOf(all.length - 1)) === true);
  const page = pages.findLast((sent) => sent.page.kind !== 'resolved' && sent.page.run === run?.id)?.page;
  return { ...toldOf(run), ...(page && { next: page.next }) };
}

function toldOf(run: ExplainedRun | undefined): Told {
  return run === undefined ? NOTHING : { ...run, next: run.verdict?.next ?? [] };
}
