import { deployed } from '../../bin/cli/deployed.ts';
import { ReadLogError } from '../../lambda/adapters/read-log-error.ts';
import { readLogText } from '../../lambda/adapters/read-log-text.ts';
import type { Fact } from '../../lambda/domain/fact.ts';
import { fold } from '../../lambda/domain/fold/fold.ts';
import { seenRun } from '../../lambda/domain/incident/seen-run.ts';
import { cleanBefore, emptyState, NOTHING_KNOWN } from '../../lambda/domain/incident/target-state.ts';
import { judge } from '../../lambda/domain/judge/judge.ts';
import { admit, linesFact } from '../../lambda/domain/read/admit.ts';
import type { Outcome, Run } from '../../lambda/domain/run.ts';
import type { Source } from '../../lambda/domain/target.ts';
import type { Verdict } from '../../lambda/domain/verdict.ts';
import { explain } from '../../lambda/pipeline/explain.ts';
import { type Scenario, versionAfter } from './scenario.ts';

/** What is said of a job: of the last run in its text. */
export interface Told {
  /** `null`: nothing in the text is golang-migrate's. */
  readonly outcome: Outcome | null;
  readonly endSeen: boolean;
  readonly verdict: Verdict | null;
}

const NOTHING: Told = { outcome: null, endSeen: false, verdict: null };

/** The log of one process, and how it ended. */
export interface Log {
  readonly text: string;
  readonly exitCode: number;
}

/** What `parse` says of one log after the other, without any settings. */
export function toldByText(logs: readonly Log[]): Told {
  try {
    return explain(readLogText(Buffer.from(logs.map(({ text }) => text).join('')))).at(-1) ?? NOTHING;
  } catch (error) {
    if (error instanceof ReadLogError && error.reason === 'empty') return NOTHING;
    throw error;
  }
}

/** What a page says in a deployment that has declared the engine and its modes, and saw each process end. */
export function toldByDeployment(scenario: Scenario, logs: readonly Log[]): Told {
  const source = sourceOf(scenario);
  const runs = logs.flatMap((log, index) => foldTask(log, source, index));
  const last = runs.at(-1);
  if (last === undefined) return NOTHING;
  const before = cleanBefore(
    {
      ...emptyState(source.target),
      runs: runs.map((run) => seenRun(run, 1)),
      // The run that led to where the job began.
      dropped: {
        through: { startedAt: -1, id: '' },
        versions: { ...NOTHING_KNOWN, cleanVersion: versionAfter(scenario, scenario.start) },
      },
    },
    seenRun(last, 1),
  );
  const verdict = judge(last, {
    engine: source.engine ?? null,
    multiStatement: source.multiStatement ?? null,
    versionBefore: before.cleanVersion,
    markedByHand: before.markedByHand,
  });
  return { ...last, verdict };
}

/** The settings that a careful team has for such a database, read as a deployment reads them. */
function sourceOf(scenario: Scenario): Source {
  const { engine, multiStatement } = scenario;
  const settings = {
    sources: [{ logGroup: '/ecs/app', database: 'app', dedicated: true }],
    databases: {
      app: {
        engine: engine === 'mysql' ? 'mysql' : engine === 'sqlite' ? 'other' : 'postgres',
        ...(engine === 'postgres' || engine === 'pgx5' ? { multiStatement } : {}),
      },
    },
    routes: { critical: ['oncall@example.com'] },
  };
  const [source] = deployed(JSON.stringify(settings)).ingest.sources;
  if (source === undefined) throw new Error('the settings name no source');
  return source;
}

/** One ECS task that did nothing but this. */
function foldTask({ text, exitCode }: Log, source: Source, index: number): readonly Run[] {
  const place = { logGroup: '/ecs/app', logStream: `app/migrate/${String(index).padStart(32, '0')}` };
  const began = index * HOUR_MS;
  const events = text.split('\n').map((message, line) => ({
    id: String(line).padStart(6, '0'),
    timestamp: began + line,
    message,
  }));
  const facts: Fact[] = admit({ ...place, events }, 'stream').map((lines, part) =>
    linesFact(lines, String(part), 'stream'),
  );
  facts.push({
    ...place,
    kind: 'ended',
    id: 'end',
    at: began + events.length,
    platform: 'ecs',
    container: null,
    exitCode,
    stopCode: null,
    reason: null,
    outOfMemory: false,
    resource: '',
    version: 1,
  });
  return fold(facts, { origin: `task-${index}`, sources: [source] });
}

const HOUR_MS = 3_600_000;
