import { deployed } from '../../../bin/cli/deployed.ts';
import { compareWithSent } from '../../../lambda/domain/backtest/compare-with-sent.ts';
import { type LimitProposal, proposeLimit } from '../../../lambda/domain/backtest/propose.ts';
import { type RecordedRun, replayPages } from '../../../lambda/domain/backtest/replay-pages.ts';
import type { IncidentLine } from '../../../lambda/domain/incidents/incident-line.ts';
import { extractMigrateLines, linesFact } from '../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import type { Fact } from '../../../lambda/domain/model/fact.ts';
import { logStreamOriginId } from '../../../lambda/domain/model/origin.ts';
import { fold } from '../../../lambda/domain/runs/fold/fold.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const BEGIN = Date.UTC(2026, 2, 1);
const DAYS = 30;

export const SETTINGS = `
sources:
  - { logGroup: /ecs/orders, environment: production, database: orders }
  - { logGroup: /ecs/billing, environment: production, database: billing }
environments: { production: { thresholds: { longRunning: { warning: 10m } } } }
channels: { team: { slack: { secret: shop/slack } } }
routes: { critical: [team], warning: [team] }
`;

const CONFIG = deployed(SETTINGS);
const SLOW = { rules: CONFIG.sweep, policy: CONFIG.page.policy };

/** A run that happened: it prints a line every two minutes, so that it is never silent. */
export interface Happened {
  readonly database: 'orders' | 'billing';
  /** Ms from the begin of the month. */
  readonly at: number;
  readonly minutes: number;
  /** Somebody acknowledged the incident, if one opened. */
  readonly isActedOn: boolean;
}

/** Uniform numbers from 0 to 1, the same for the same seed. @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Runs without any pattern: mostly under a minute; now and then one waits for a lock, for any time, and somebody acts or not.
 *
 * @param waiting the part of the runs that wait: 4 in 100 are three or four a month
 */
export function noise(seed: number, waiting = 0.04): Happened[] {
  const random = uniforms(seed);
  for (let skipped = 0; skipped < 20; skipped++) random();
  const runs: Happened[] = [];
  for (let day = 0; day < DAYS; day++)
    for (let n = 0; n < 3; n++) {
      const waits = random() < waiting;
      const normal = Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
      const minutes = waits ? -25 * Math.log(random() || 1e-9) : 0.6 * Math.exp(normal);
      const at = day * DAY + (8 + 3 * n) * 60 * MINUTE;
      runs.push({
        database: random() < 0.5 ? 'orders' : 'billing',
        at,
        minutes: Math.min(170, minutes),
        isActedOn: waits && random() < 0.5,
      });
    }
  return runs;
}

/**
 * The same with one wait in two months, and each third night a backfill of billing that takes longer than the limit, as it always does. With more
 * waits, somebody often acts on a run that lasts as long as a backfill: then nothing may be proposed.
 */
export function misfit(seed: number): Happened[] {
  const random = uniforms(seed ^ 0x5bd1e995);
  for (let skipped = 0; skipped < 20; skipped++) random();
  const backfills = Array.from(
    { length: DAYS / 3 },
    (_, n): Happened => ({
      database: 'billing',
      at: (3 * n + 1) * DAY + 60 * MINUTE,
      minutes: 11 + 3.5 * random(),
      isActedOn: false,
    }),
  );
  return [...noise(seed, 0.005), ...backfills].sort((a, b) => a.at - b.at);
}

/** What a month leaves behind: facts made from printed lines, and incidents as the monitor of these settings opens them. */
export function monthOf(happened: readonly Happened[]) {
  const runs = happened.flatMap((each, index) => recordedOf(each, index) ?? []);
  const incidents = runs.flatMap(({ run, isActedOn }, n) => incidentOf(run, isActedOn, n + 1));
  return { runs: runs.map(({ run }) => run), incidents };
}

function recordedOf({ database, at, minutes, isActedOn }: Happened, index: number) {
  const [logGroup, logStream] = [`/ecs/${database}`, `migrate/${index}`];
  const begin = BEGIN + at;
  const end = begin + Math.round(minutes * MINUTE);
  const steps = Math.ceil(minutes / 2);
  const printed: [number, string][] = [[begin, 'Start buffering 1/u step_1']];
  for (let step = 1; step <= steps; step++) {
    const from = begin + ((end - begin) * (step - 1)) / steps;
    const until = begin + ((end - begin) * step) / steps;
    printed.push([from, `Read and execute ${step}/u step_${step}`]);
    printed.push([until, `Finished ${step}/u step_${step} (read 1.0ms, ran 2.0ms)`]);
  }
  printed.push([end, 'Finished after 2.999699ms'], [end, 'Closing source and database']);
  const facts: Fact[] = printed.flatMap(([when, message], line) => {
    const stamp = new Date(when).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
    const event = {
      id: String(index * 10_000 + line).padStart(56, '0'),
      timestamp: Math.round(when),
      message: `${stamp} ${message}`,
    };
    return extractMigrateLines({ logGroup, logStream, events: [event] }).map((lines) =>
      linesFact(lines, `batch ${index} ${line}`, 'batch'),
    );
  });
  const context = { origin: logStreamOriginId(logGroup, logStream), sources: CONFIG.ingest.sources };
  const [run] = fold(facts, context);
  if (run === undefined) return undefined;
  const { id, target, startedAt, endedAt } = run;
  return {
    run: { id, target, startedAt: startedAt!, endedAt, facts, context } satisfies RecordedRun,
    isActedOn,
  };
}

function incidentOf(run: RecordedRun, isActedOn: boolean, n: number): readonly IncidentLine[] {
  const pages = replayPages(run, SLOW, BEGIN + DAYS * DAY);
  const [first] = pages;
  if (first === undefined) return [];
  const { environment, database } = run.target;
  return [
    {
      key: `migrate-watch/${environment}/${database}/slow/${n}`,
      title: 'slow',
      openedAt: run.startedAt,
      ended: { at: run.endedAt!, why: 'run-ended', by: null },
      dirty: false,
      conditions: [],
      notifiedTopics: ['warning'],
      follows: null,
      reminders: 0,
      ...(isActedOn && { acted: true }),
      pages: pages.map(({ at }, index) => ({
        kind: index === 0 ? 'opened' : 'updated',
        // The next full minute, at which the sweep runs.
        at: Math.ceil(at / MINUTE) * MINUTE,
        topics: ['warning'],
      })),
    },
  ];
}

/** What the review proposes after such a month. */
export function proposalAfter(happened: readonly Happened[]): LimitProposal | undefined {
  const { runs, incidents } = monthOf(happened);
  const [from, until] = [BEGIN, BEGIN + DAYS * DAY];
  return proposeLimit('production', { runs, ended: runs.length, incidents, from, until }, SLOW);
}

/** How the replay differs from these incidents; by default from those of the month itself. */
export function differencesAfter(happened: readonly Happened[], given?: readonly IncidentLine[]) {
  const { runs, incidents: own } = monthOf(happened);
  const incidents = given ?? own;
  const pages = runs.flatMap((run) => replayPages(run, SLOW, BEGIN + DAYS * DAY));
  return { pages, ...compareWithSent(pages, runs, incidents) };
}
