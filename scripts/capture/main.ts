import { buildMigrate } from '../local-databases/build-migrate.ts';
import { removeOthers } from './fixture.ts';
import { startForeignServers } from './foreign-servers.ts';
import { runScenario } from './run-scenario.ts';
import { NEWEST } from './scenario.ts';
import { SCENARIOS } from './scenarios/all.ts';
import { Targets } from './targets.ts';

const USAGE = `Usage: npm run capture [-- <text>...]

Runs golang-migrate on throw-away databases and writes what it prints to test/fixtures/migrate.
With <text>, only the scenarios whose name contains one of them; without, all, and fixtures of none are removed.`;

const wanted = process.argv.slice(2);
if (wanted.some((text) => text.startsWith('-'))) {
  console.error(USAGE);
  process.exit(2);
}

const targets = new Targets();
const foreign = await startForeignServers();
const written = new Set<string>();
try {
  for (const scenario of SCENARIOS) {
    if (wanted.length > 0 && !wanted.some((text) => scenario.name.includes(text))) continue;
    for (const version of scenario.versions ?? [NEWEST]) {
      const program = await buildMigrate(version);
      for (const verbose of { plain: [false], verbose: [true], both: [false, true] }[
        scenario.output ?? 'plain'
      ]) {
        for (const name of await runScenario(scenario, { version, verbose, program, targets, foreign })) {
          if (written.has(name)) throw new Error(`two scenarios write ${name}`);
          written.add(name);
          console.log(name);
        }
      }
    }
  }
  if (wanted.length === 0) removeOthers(written);
} finally {
  foreign.stop();
  await targets.stop();
}
