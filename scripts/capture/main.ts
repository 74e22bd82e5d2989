import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildLibraryCaller, buildMigrate } from '../local-databases/build-migrate.ts';
import { fixtureNames, modes, removeOthers } from './fixture.ts';
import { startForeignServers } from './foreign-servers.ts';
import { runScenario } from './run-scenario.ts';
import { NEWEST } from './scenario.ts';
import { SCENARIOS } from './scenarios/all.ts';
import { Targets } from './targets.ts';

const FIXTURES = join(import.meta.dirname, '../../test/fixtures/migrate');

const USAGE = `Usage: npm run capture [-- [--out FOLDER] [TEXT...]]

Runs golang-migrate on throw-away databases and writes what it prints to test/fixtures/migrate, or to FOLDER.
With TEXT, only the scenarios whose name contains one of them. Removes fixtures that no scenario makes any more.`;

const { values, positionals: wanted } = parseArgs({
  options: { out: { type: 'string', default: FIXTURES }, help: { type: 'boolean', default: false } },
  allowPositionals: true,
});
if (values.help) {
  console.log(USAGE);
  process.exit();
}
mkdirSync(values.out, { recursive: true });

const names = fixtureNames(SCENARIOS);

// An interrupted run also stops its servers.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const targets = new Targets();
const foreign = await startForeignServers();
const libraryCaller = await buildLibraryCaller();
try {
  for (const scenario of SCENARIOS) {
    if (wanted.length > 0 && !wanted.some((text) => scenario.name.includes(text))) continue;
    for (const version of scenario.versions ?? [NEWEST]) {
      const program = await buildMigrate(version);
      for (const verbose of modes(scenario)) {
        await runScenario(scenario, {
          version,
          verbose,
          program,
          libraryCaller,
          targets,
          foreign,
          out: values.out,
        });
      }
    }
  }
  removeOthers(values.out, names);
} finally {
  foreign.stop();
  await targets.stop();
}
