import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureName, writeFixture } from './fixture.ts';
import type { ForeignServers } from './foreign-servers.ts';
import { maskedCommand, normalise, type Places } from './normalise.ts';
import { type RunningMigrate, startMigrate } from './run-migrate.ts';
import type { Disturbance, Scenario, Step, Version } from './scenario.ts';
import type { Target, Targets } from './targets.ts';
import { withUnknownHosts } from './unknown-hosts.ts';
import { until } from './until.ts';

/** Programs and servers that a scenario runs on. */
export interface Bench {
  readonly version: Version;
  readonly verbose: boolean;
  /** The `migrate` program of that version. */
  readonly program: string;
  /** The service that uses the library. */
  readonly libraryCaller: string;
  readonly targets: Targets;
  readonly foreign: ForeignServers;
  /** Folder of the fixtures. */
  readonly out: string;
}

/** Runs one scenario and writes its fixtures. */
export async function runScenario(scenario: Scenario, bench: Bench): Promise<void> {
  const { version, verbose, program, libraryCaller, targets, foreign, out } = bench;
  const folder = mkdtempSync(join(tmpdir(), 'migrate-watch-capture-'));
  const migrations = join(folder, 'migrations');
  mkdirSync(migrations);
  changeFiles(migrations, scenario.migrations);
  const target = await targets.target(scenario.engine, folder);
  await target.reset();
  const places: Places = {
    migrationsFolder: migrations,
    dataFolder: folder,
    ports: [...(target.port === undefined ? [] : [target.port]), foreign.silent, foreign.http],
    defaultPort: scenario.engine === 'mysql' ? 3306 : 5432,
  };

  const open: { step: Step; args: string[]; running: RunningMigrate; files: string[] }[] = [];
  const settle = async () => {
    const ended = await Promise.all(open.map(async (one) => ({ ...one, run: await one.running.ended })));
    open.length = 0;
    const state = await target.state();
    for (const { step, args, run, files } of ended) {
      if (step.preparation) continue;
      const name = fixtureName(scenario, version, verbose, step);
      console.log(name);
      writeFixture(out, name, normalise(run.stderr, places), {
        command: normalise(Buffer.from(maskedCommand(args)), places).toString(),
        version,
        engine: scenario.engine,
        verbose,
        exitCode: run.exitCode,
        signal: signalSent(step),
        pid1: step.pid1 ?? false,
        startedAt: new Date(run.startedAt).toISOString(),
        ...state,
        migrations: files,
        note: scenario.note,
        lineOffsetsMs: run.lineOffsetsMs,
      });
    }
  };

  for (const step of scenario.steps) {
    changeFiles(migrations, step.files ?? {});
    for (const name of step.folders ?? []) mkdirSync(join(migrations, name));
    if (step.sql !== undefined) await target.query(step.sql);
    const release = step.hold === undefined ? undefined : await target.hold(step.hold);
    const args = migrateArguments(step, verbose, migrations, target, foreign);
    const files = existsSync(migrations) ? readdirSync(migrations).sort() : [];
    const before = step.knowsNoHost ? await withUnknownHosts(folder) : undefined;
    const running = startMigrate(step.library === undefined ? program : libraryCaller, args, {
      stdin: step.stdin,
      pid1: step.pid1 ?? false,
      ...(before && { before: before.prefix }),
    });
    open.push({ step, args, running, files });
    for (const disturbance of step.disturb ?? []) await disturb(disturbance, running, target);
    if (step.overlapWhen !== undefined) {
      await until(step.overlapWhen, running, target);
      continue;
    }
    await running.ended;
    await release?.();
    await before?.stop();
    if (step.afterwards !== undefined) await target.query(step.afterwards);
    if (target.server && step.disturb?.some((one) => 'crashServer' in one)) await target.server.start();
    await settle();
  }
  rmSync(folder, { recursive: true });
}

function migrateArguments(
  step: Step,
  verbose: boolean,
  migrations: string,
  target: Target,
  foreign: ForeignServers,
): string[] {
  const path = step.path === undefined ? migrations : step.path && join(migrations, step.path);
  const database =
    step.database
      ?.replace('{port}', String(target.port))
      .replace('{silent}', String(foreign.silent))
      .replace('{http}', String(foreign.http))
      .replace('{migrations}', migrations) ?? target.url(step.params);
  return [
    ...(path === '' ? [] : ['-path', path]),
    ...(database === '' ? [] : ['-database', database]),
    ...(verbose ? ['-verbose'] : []),
    ...(step.library === undefined ? [] : ['-logger', step.library]),
    ...(step.flags ?? []),
    ...step.run.split(' ').filter(Boolean),
  ];
}

function signalSent(step: Step): string | null {
  return step.disturb?.flatMap((one) => ('signal' in one ? [one.signal] : [])).at(-1) ?? null;
}

function changeFiles(folder: string, files: Readonly<Record<string, string | null>>): void {
  for (const [name, text] of Object.entries(files)) {
    if (text === null) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), text);
  }
}

async function disturb(disturbance: Disturbance, running: RunningMigrate, target: Target): Promise<void> {
  await until(disturbance.when, running, target);
  if ('signal' in disturbance) running.signal(disturbance.signal);
  else if ('sql' in disturbance) await target.query(disturbance.sql);
  else await target.server?.crash();
}
