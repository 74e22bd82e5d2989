import { setTimeout as wait } from 'node:timers/promises';
import type { IncidentLine } from '../../../lambda/domain/incidents/incident-line.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import { printable, printableJson } from '../../../lambda/domain/model/printable.ts';
import { shortRunId } from '../../../lambda/domain/model/run-id.ts';
import type { ListedRun } from '../../../lambda/domain/runs/record/list-line.ts';
import { duration } from '../duration.ts';
import { endWordsOf, incidentLineJson } from './incidents.ts';
import { shortKey } from './keys.ts';
import { exactMoment } from './moments.ts';
import { type MonitorOptions, withMonitor } from './open-monitor.ts';
import { runLineJson } from './runs.ts';
import type { TableReader } from './table-reader.ts';
import type { TypedMoment } from './times.ts';

export interface TailOptions extends MonitorOptions {
  readonly since: TypedMoment;
  readonly json?: boolean;
}

/** The clock and the wait between two looks; tests replace them. */
export interface TailTime {
  readonly clock: () => number;
  /** Returns early when the command is interrupted. */
  readonly pause: (ms: number, interrupted: AbortSignal) => Promise<void>;
}

/** The index is written within about a second, and clocks differ; so each look reaches this far back behind the last one, ms. */
const OVERLAP_MS = 60_000;
/** Between two looks: while something runs, and else, ms. */
const BUSY_MS = 2_000;
const IDLE_MS = 10_000;
/** Exit code of a command that Ctrl-C ended. */
const EXIT_INTERRUPTED = 130;

const REAL_TIME: TailTime = {
  clock: () => Date.now(),
  pause: async (ms, signal) => {
    await wait(ms, undefined, { signal }).catch(() => {});
  },
};

/** `migrate-watch tail`: prints runs and incidents as they begin and end, until it is interrupted; returns the exit code. */
export async function tail(
  options: TailOptions,
  interrupted: AbortSignal,
  time: TailTime = REAL_TIME,
): Promise<number> {
  return withMonitor(options, async ({ table }) => {
    const began = time.clock();
    const follow = new Follow(table, options.since(began));
    while (!interrupted.aborted) {
      for (const news of await follow.look())
        process.stdout.write(`${options.json ? printableJson(news.json) : printable(news.text)}\n`);
      await time.pause(follow.isBusy ? BUSY_MS : IDLE_MS, interrupted);
    }
    process.stderr.write(`${follow.summary()} in ${duration(Math.max(1, time.clock() - began))}.\n`);
    return EXIT_INTERRUPTED;
  });
}

/** {@link tail} until Ctrl-C. */
export async function tailUntilInterrupted(options: TailOptions): Promise<number> {
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt);
  try {
    return await tail(options, controller.signal);
  } finally {
    process.off('SIGINT', interrupt);
  }
}

interface News {
  readonly at: number;
  readonly text: string;
  readonly json: object;
}

/** What has been printed already, so that each change is printed once. */
class Follow {
  readonly #table: TableReader;
  /** Where the next look begins in each list, epoch ms. */
  #from: number;
  readonly #runs = new Map<string, ListedRun>();
  readonly #incidents = new Map<string, IncidentLine>();

  constructor(table: TableReader, from: number) {
    this.#table = table;
    this.#from = from;
  }

  get isBusy(): boolean {
    return [...this.#runs.values()].some(({ outcome }) => outcome === 'running');
  }

  /** A run or an incident that is open is looked at again from its own beginning. */
  async look(): Promise<readonly News[]> {
    const running = [...this.#runs.values()].filter(({ outcome }) => outcome === 'running');
    const open = [...this.#incidents.values()].filter(({ ended }) => ended === null);
    const until = Number.MAX_SAFE_INTEGER;
    const fromRuns = Math.min(this.#from, ...running.map(({ startedAt }) => startedAt));
    const fromIncidents = Math.min(this.#from, ...open.map(({ openedAt }) => openedAt));
    const news: News[] = [];
    let newest = this.#from;
    for await (const run of this.#table.runs({ from: fromRuns, until })) {
      newest = Math.max(newest, run.startedAt - OVERLAP_MS);
      const before = this.#runs.get(run.id);
      this.#runs.set(run.id, run);
      if (before?.outcome !== run.outcome) news.push(newsOfRun(run));
    }
    for await (const line of this.#table.incidents({ from: fromIncidents, until })) {
      const before = this.#incidents.get(line.key);
      this.#incidents.set(line.key, line);
      if (before === undefined || (before.ended === null) !== (line.ended === null))
        news.push(newsOfIncident(line));
    }
    this.#from = newest;
    return news.sort((a, b) => a.at - b.at);
  }

  summary(): string {
    return `${counted(this.#runs.size, 'run')}, ${counted(this.#incidents.size, 'incident')}`;
  }
}

function newsOfRun(run: ListedRun): News {
  const { id, environment, database, outcome, startedAt, endedAt, command, version, errorClass } = run;
  const at = outcome === 'running' ? startedAt : (endedAt ?? startedAt);
  const details = [command, version && `version ${version}`, errorClass].filter(Boolean).join(', ');
  const words = `run ${shortRunId(id)} ${outcome}${details === '' ? '' : ` (${details})`}`;
  return {
    at,
    text: `${exactMoment(at)}  ${environment}/${database}  ${words}`,
    json: { type: 'run', ...runLineJson(run) },
  };
}

function newsOfIncident(line: IncidentLine): News {
  const { key, title, openedAt, ended } = line;
  const at = ended?.at ?? openedAt;
  const words = ended === null ? `opened: ${title}` : `ended: ${endWordsOf(line)}`;
  return {
    at,
    text: `${exactMoment(at)}  ${shortKey(key)}  incident ${words}`,
    json: { type: 'incident', ...incidentLineJson(line) },
  };
}
