import { buildMigrate } from '../local-databases/build-migrate.ts';
import { fixtureNames, modes, removeOthers } from './fixture.ts';
import { startForeignServers } from './foreign-servers.ts';
import { runScenario } from './run-scenario.ts';
import { NEWEST } from './scenario.ts';
import { SCENARIOS } from './scenarios/all.ts';
import { Targets } from './targets.ts';

const USAGE = `Usage: npm run capture [-- <text>...]

Runs golang-migrate on throw-away databases and writes what it prints to test/fixtures/migrate.
With <text>, only the scenarios whose name contains one of them. Removes fixtures that no scenario makes any more.`;

const wanted = process.argv.slice(2);
if (wanted.some((text) => text.startsWith('-'))) {
  console.error(USAGE);
  process.exit(2);
}

const names = fixtureNames(SCENARIOS);

// An interrupted run takes its servers along.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const targets = new Targets();
const foreign = await startForeignServers();
try {
  for (const scenario of SCENARIOS) {
    if (wanted.length > 0 && !wanted.some((text) => scenario.name.includes(text))) continue;
    for (const version of scenario.versions ?? [NEWEST]) {
      const program = await buildMigrate(version);
      for (const verbose of modes(scenario)) {
        await runScenario(scenario, { version, verbose, program, targets, foreign });
      }
    }
  }
  removeOthers(names);
} finally {
  foreign.stop();
  await targets.stop();
}
