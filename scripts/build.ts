/**
 * `npm run build`: the command line, the handlers and the construct into `dist/`. `npm run build -- cli`: one of them.
 */

import { buildCli, buildConstruct, buildHandlers, CLI_FILE } from './bundle.ts';
import { BUNDLE_BUDGET, overBudget } from './bundle-budget.ts';

const only = process.argv[2];
const PARTS = ['cli', 'lambda', 'construct'];
if (only !== undefined && !PARTS.includes(only)) {
  console.error(`Unknown part '${only}'; expected ${PARTS.join(', ')}, or nothing for all.`);
  process.exit(2);
}
const builds = (part: string) => only === undefined || only === part;

if (builds('cli')) {
  const bytes = await buildCli();
  // `npm ci` runs only this part, and nobody reads the size there.
  if (only === undefined) console.log(`${CLI_FILE} ${kilobytes(bytes)}`);
}

if (builds('construct')) await buildConstruct();

if (builds('lambda')) {
  const bundles = await buildHandlers();
  for (const { file, bytes, awsClients, lazyAwsClients } of bundles) {
    const clients = [...awsClients, ...lazyAwsClients.map((client) => `${client} (lazy)`)];
    console.log(`${file} ${kilobytes(bytes)}, AWS clients: ${clients.join(', ') || 'none'}`);
  }
  const problems = overBudget(bundles, BUNDLE_BUDGET);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}
