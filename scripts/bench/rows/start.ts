import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCli, buildHandlers, CLI_FILE, ROOT } from '../../bundle.ts';
import { BUNDLE_BUDGET, overBudget } from '../../bundle-budget.ts';
import type { Group } from '../group.ts';
import { interleaveProcesses } from '../interleave-processes.ts';
import { type Measure, measured, notMeasured } from '../row.ts';
import { HANDLER_ENVIRONMENT } from './handler-environment.ts';

const BUNDLE: Measure = { name: 'bundle', unit: 'KB', bar: BUNDLE_BUDGET.bytes / 1000, timed: false };
const CLIENTS: Measure = {
  name: 'bundle-clients',
  unit: 'clients',
  bar: BUNDLE_BUDGET.awsClients,
  timed: false,
};
const START: Measure = { name: 'start', unit: '×', bar: 2.1, timed: true };
const CLI_START: Measure = { name: 'cli-start', unit: '×', bar: 1.8, timed: true };
const ROUNDS = 20;

/** The handlers' sizes, and how long a new execution environment takes to load one. */
export const HANDLERS: Group = {
  names: [BUNDLE.name, CLIENTS.name, START.name],
  async run(wanted) {
    const bundles = await buildHandlers();
    if (bundles.length === 0)
      return [BUNDLE, CLIENTS, START].map((row) => notMeasured(row, 'no handler in lambda/handlers'));
    const sizes = bundles.map(({ name, bytes }) => `${name}: ${(bytes / 1000).toFixed(0)}`).join('; ');
    const clients = bundles
      .map(({ name, awsClients }) => `${name}: ${awsClients.join(' ') || 'none'}`)
      .join('; ');
    const problems = overBudget(bundles, BUNDLE_BUDGET).join(' ');
    return [
      measured(BUNDLE, Math.max(...bundles.map(({ bytes }) => bytes)) / 1000, problems || sizes),
      measured(CLIENTS, Math.max(...bundles.map(({ awsClients }) => awsClients.length)), clients),
      ...(wanted.has(START.name) ? [start(bundles.map(({ name, file }) => ({ name, file })))] : []),
    ];
  },
};

function start(handlers: readonly { name: string; file: string }[]) {
  const empty = join(ROOT, 'dist/bench/empty/index.mjs');
  mkdirSync(join(empty, '..'), { recursive: true });
  writeFileSync(empty, 'export const handler = async () => {};\n');
  const load = (file: string) => ({
    args: ['--input-type=module', '-e', `await import(${JSON.stringify(pathToFileURL(file).href)})`],
    env: HANDLER_ENVIRONMENT,
  });
  const { ms, ratios } = interleaveProcesses(
    [load(empty), ...handlers.map(({ file }) => load(join(ROOT, file)))],
    ROUNDS,
  );
  const parts = handlers.map(({ name }, index) => `${name}: ${ratios[index + 1]?.toFixed(2)}`).join('; ');
  return measured(START, Math.max(...ratios), `${parts}; empty handler ${ms[0]?.toFixed(0)} ms`);
}

/** How long the command line takes to print its help. */
export const CLI: Group = {
  names: [CLI_START.name],
  async run() {
    await buildCli();
    const help = { args: [join(ROOT, CLI_FILE), 'parse', '--help'] };
    const { ms, ratios } = interleaveProcesses([{ args: ['-e', '0'] }, help], ROUNDS);
    return [
      measured(
        CLI_START,
        ratios[1] ?? Number.NaN,
        `${ms[1]?.toFixed(0)} ms; node -e 0: ${ms[0]?.toFixed(0)} ms`,
      ),
    ];
  },
};
