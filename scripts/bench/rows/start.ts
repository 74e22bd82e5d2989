import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCli, buildHandlers, CLI_FILE, ROOT } from '../../bundle.ts';
import { BUNDLE_BUDGET, overBudget } from '../../bundle-budget.ts';
import type { Group } from '../group.ts';
import { interleaveProcesses } from '../interleave-processes.ts';
import { type Measure, measured, notMeasured } from '../row.ts';
import { emptyHandler } from './empty-handler.ts';
import { firstDeliveries, START_FOREIGN, START_OWN } from './first-delivery.ts';
import { HANDLER_ENVIRONMENT } from './handler-environment.ts';

const BUNDLE: Measure = { name: 'bundle', unit: 'KB', bar: BUNDLE_BUDGET.bytes / 1000, timed: false };
const ENTRY: Measure = {
  name: 'bundle-ingest-entry',
  unit: 'KB',
  bar: BUNDLE_BUDGET.bytesAtStart['ingest']! / 1000,
  timed: false,
};
const CLIENTS: Measure = {
  name: 'bundle-clients',
  unit: 'clients',
  bar: BUNDLE_BUDGET.awsClients,
  timed: false,
};
const START: Measure = { name: 'start', unit: '×', bar: 1.8, timed: true };
const CLI_START: Measure = { name: 'cli-start', unit: '×', bar: 1.8, timed: true };
const ROUNDS = 20;

/** The handlers' sizes, and how long a new execution environment takes to load one. */
export const HANDLERS: Group = {
  names: [BUNDLE.name, ENTRY.name, CLIENTS.name, START.name, START_FOREIGN.name, START_OWN.name],
  async run(wanted) {
    const bundles = await buildHandlers();
    if (bundles.length === 0)
      return [BUNDLE, ENTRY, CLIENTS, START, START_FOREIGN, START_OWN].map((row) =>
        notMeasured(row, 'no handler in lambda/handlers'),
      );
    const sizes = bundles.map(({ name, bytes }) => `${name}: ${(bytes / 1000).toFixed(0)}`).join('; ');
    const clients = bundles
      .map(({ name, awsClients }) => `${name}: ${awsClients.join(' ') || 'none'}`)
      .join('; ');
    // Nobody waits for the others.
    const prompt = bundles.filter(({ name }) => !(name in BUNDLE_BUDGET.bytesOf));
    const ingest = bundles.find(({ name }) => name === 'ingest')!;
    const problems = overBudget(bundles, BUNDLE_BUDGET).join(' ');
    return [
      measured(BUNDLE, Math.max(...prompt.map(({ bytes }) => bytes)) / 1000, problems || sizes),
      measured(ENTRY, ingest.bytesAtStart / 1000, `of ${(ingest.bytes / 1000).toFixed(0)} KB`),
      measured(CLIENTS, Math.max(...bundles.map(({ awsClients }) => awsClients.length)), clients),
      ...(wanted.has(START.name) ? [await start(prompt)] : []),
      ...(wanted.has(START_FOREIGN.name) || wanted.has(START_OWN.name)
        ? await firstDeliveries(urlOf(ingest.file))
        : []),
    ];
  },
};

async function start(handlers: readonly { name: string; file: string }[]) {
  const load = (url: string) => ({
    args: ['--input-type=module', '-e', `await import(${JSON.stringify(url)})`],
    env: HANDLER_ENVIRONMENT,
  });
  const { ms, ratios } = await interleaveProcesses(
    [load(emptyHandler()), ...handlers.map(({ file }) => load(urlOf(file)))],
    ROUNDS,
  );
  const parts = handlers.map(({ name }, index) => `${name}: ${ratios[index + 1]?.toFixed(2)}`).join('; ');
  return measured(START, Math.max(...ratios), `${parts}; empty handler ${ms[0]?.toFixed(0)} ms`);
}

/** URL of a file below the repository. */
function urlOf(file: string): string {
  return pathToFileURL(join(ROOT, file)).href;
}

/** How long the command line takes to print its help. */
export const CLI: Group = {
  names: [CLI_START.name],
  async run() {
    await buildCli();
    const help = { args: [join(ROOT, CLI_FILE), 'parse', '--help'] };
    const { ms, ratios } = await interleaveProcesses([{ args: ['-e', '0'] }, help], ROUNDS);
    return [
      measured(
        CLI_START,
        ratios[1] ?? Number.NaN,
        `${ms[1]?.toFixed(0)} ms; node -e 0: ${ms[0]?.toFixed(0)} ms`,
      ),
    ];
  },
};
