import { SEVERITIES, type Severity } from '../../../lambda/contract/severity.ts';
import {
  type RecordedRun,
  type ReplayedPage,
  replayPages,
  type SlowRules,
} from '../../../lambda/domain/backtest/replay-pages.ts';
import type { Calendar } from '../../../lambda/domain/model/calendar.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import { printable, printableJson } from '../../../lambda/domain/model/printable.ts';
import { isNight } from '../../../lambda/domain/review/alert-quality.ts';
import {
  differencesOf,
  type LimitHistory,
  leastLimit,
  limitHistories,
  replayedSpan,
} from '../../../lambda/pipeline/limit-history.ts';
import type { Settings } from '../../../lib/settings/settings.ts';
import { deployedAs } from '../deployed.ts';
import { MonitorFault } from './fault.ts';
import { isoMoment, localCalendar } from './moments.ts';
import { type MonitorOptions, withMonitor } from './open-monitor.ts';
import { say } from './output.ts';
import { type Column, tableText } from './table.ts';

export interface BacktestOptions extends MonitorOptions {
  /** The proposed settings, which were read and have no problems. */
  readonly proposed: Settings;
  readonly json?: boolean;
}

const DAY_MS = 24 * 60 * 60_000;
/** Pages that change are listed one by one up to this many. */
const LISTED = 20;
/** Two replays of the same page are at most this far apart, ms. */
const SAME_MS = 1;

/** `migrate-watch backtest`: what would have been paged about slow runs under other settings; returns the exit code. */
export async function backtest(options: BacktestOptions, clock: () => number = Date.now): Promise<number> {
  return withMonitor(options, async ({ table, settings }) => {
    if (settings === undefined)
      throw new MonitorFault(
        'backtest compares with the settings that are deployed: run it where their migrate-watch.yaml is',
      );
    const [today, proposed] = [deployedAs(settings).review, deployedAs(options.proposed).review];
    const span = replayedSpan(clock(), today.limits);
    const runs = await all(table.runs(span));
    const incidents = await all(table.incidents(span));
    const least = (environment: string) =>
      Math.min(leastLimit(today.limits, environment), leastLimit(proposed.limits, environment));
    const { sources } = today.limits;
    const histories = await limitHistories({ runs, incidents }, span, least, { facts: table, sources });
    const answers = histories.map((history) => answerOf(history, today.limits, proposed.limits, span.until));
    const calendar = localCalendar();
    if (options.json) process.stdout.write(`${printableJson(answers.map(answerJson))}\n`);
    else say(answerLines(answers, span, calendar));
    return answers.some(({ differences }) => differences > 0) ? 1 : 0;
  });
}

/** What one environment's pages would have been. */
interface Answer {
  readonly environment: string;
  /** Runs that ended, and those of them that were replayed. */
  readonly ended: number;
  readonly replayed: number;
  /** Pages that the replay of the present settings and the history do not agree on. */
  readonly differences: number;
  readonly now: readonly ReplayedPage[];
  readonly proposed: readonly ReplayedPage[];
}

function answerOf(history: LimitHistory, today: SlowRules, proposed: SlowRules, until: number): Answer {
  const { environment, ended, runs } = history;
  const under = (settings: SlowRules) =>
    runs.flatMap((run: RecordedRun) => replayPages(run, settings, until)).sort((a, b) => a.at - b.at);
  const { notSent, notReplayed } = differencesOf(history, today, until);
  return {
    environment,
    ended,
    replayed: runs.length,
    differences: notSent.length + notReplayed.length,
    now: under(today),
    proposed: under(proposed),
  };
}

function answerLines(
  answers: readonly Answer[],
  { from, until }: { readonly from: number; readonly until: number },
  calendar: Calendar,
): readonly string[] {
  const days = Math.round((until - from) / DAY_MS);
  const rows = answers.flatMap((answer) => rowsOf(answer, calendar));
  const changes = answers.flatMap((answer) => changesOf(answer, calendar));
  const differing = answers.filter(({ differences }) => differences > 0);
  return [
    `Pages about slow runs of the last ${days} days, from ${calendar.day(from)} on (${calendar.zone}).`,
    '',
    ...(rows.length === 0
      ? ['No run ended in that time.']
      : tableText(rows, COLUMNS, { columns: undefined }).split('\n')),
    ...(changes.length === 0 ? [] : ['', 'What changes:', ...changes.slice(0, LISTED)]),
    ...(changes.length > LISTED ? [`… ${changes.length - LISTED} more: --json`] : []),
    '',
    ...(differing.length === 0
      ? ['The replay of the present settings agrees with what was sent.']
      : differing.map(({ environment, differences }) =>
          printable(
            `${environment}: the replay of the present settings differs from what was sent by ${counted(differences, 'page')}. Settings were changed in that time, pages were muted, or these are not the settings that are deployed.`,
          ),
        )),
    'Not replayed: failures, which no limit changes; mutes; and runs whose facts have expired.',
  ];
}

interface Row {
  readonly environment: string;
  readonly severity: Severity;
  readonly now: number;
  readonly proposed: number;
  readonly nightsNow: number;
  readonly nightsProposed: number;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'Environment', text: ({ environment }) => environment },
  { title: 'Severity', text: ({ severity }) => severity },
  { title: 'Now', text: ({ now }) => String(now), right: true },
  { title: 'Proposed', text: ({ proposed }) => String(proposed), right: true },
  { title: 'At night, now', text: ({ nightsNow }) => String(nightsNow), right: true },
  { title: 'At night, proposed', text: ({ nightsProposed }) => String(nightsProposed), right: true },
];

/** One row for each severity that has pages; one row of zeros if none has. */
function rowsOf({ environment, now, proposed }: Answer, calendar: Calendar): readonly Row[] {
  const of = (pages: readonly ReplayedPage[], severity: Severity) =>
    pages.filter((page) => page.severity === severity);
  const nights = (pages: readonly ReplayedPage[]) => pages.filter(({ at }) => isNight(calendar, at)).length;
  const rows = SEVERITIES.map((severity) => ({
    environment,
    severity,
    now: of(now, severity).length,
    proposed: of(proposed, severity).length,
    nightsNow: nights(of(now, severity)),
    nightsProposed: nights(of(proposed, severity)),
  }));
  const shown = rows.filter((row) => row.now + row.proposed > 0);
  return shown.length > 0 ? shown : rows.slice(-1);
}

/** One line for each run whose pages differ: the first page now, and under the proposal. */
function changesOf({ now, proposed }: Answer, calendar: Calendar): readonly string[] {
  const runs = new Set([...now, ...proposed].map(({ run }) => run));
  return [...runs].flatMap((run) => {
    const [before, after] = [now, proposed].map((pages) => pages.filter((page) => page.run === run));
    if (isSame(before!, after!)) return [];
    const { target } = (before![0] ?? after![0])!;
    const name = `${target.environment}/${target.database}`;
    return [printable(`  ${name}: ${momentsOf(before!, calendar)} → ${momentsOf(after!, calendar)}`)];
  });
}

function isSame(a: readonly ReplayedPage[], b: readonly ReplayedPage[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      ({ at, severity }, index) => Math.abs(at - b[index]!.at) < SAME_MS && severity === b[index]!.severity,
    )
  );
}

function momentsOf(pages: readonly ReplayedPage[], calendar: Calendar): string {
  if (pages.length === 0) return 'no page';
  return pages.map(({ at, severity }) => `${severity} at ${calendar.moment(at)}`).join(', ');
}

/** Field names are a contract: docs/commands.md lists them. */
function answerJson({ environment, ended, replayed, differences, now, proposed }: Answer) {
  const pages = (all: readonly ReplayedPage[]) =>
    all.map(({ run, target, at, severity }) => ({
      run,
      database: target.database,
      at: isoMoment(at),
      severity,
    }));
  return { environment, ended, replayed, differences, now: pages(now), proposed: pages(proposed) };
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
