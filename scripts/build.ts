/** `npm run build`: the handlers and the command line into `dist/`. `npm run build -- cli` or `-- lambda`: one of them. */

import { buildCli, buildHandlers, CLI_FILE } from './bundle.ts';
import { BUNDLE_BUDGET, overBudget } from './bundle-budget.ts';

const only = process.argv[2];
if (only !== undefined && only !== 'cli' && only !== 'lambda') {
  console.error(`Unknown part '${only}'; expected cli, lambda or nothing for both.`);
  process.exit(2);
}

if (only !== 'lambda') {
  const bytes = await buildCli();
  // `npm ci` runs this part alone, and has nobody to tell the size to.
  if (only === undefined) console.log(`${CLI_FILE} ${kilobytes(bytes)}`);
}

if (only !== 'cli') {
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
