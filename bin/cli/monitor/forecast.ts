import { CLASSIFIED_ENGINES, type ClassifiedEngine } from '../../../lambda/contract/engine.ts';
import { statusOf } from '../../../lambda/domain/incidents/database-status.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import { migrationName } from '../../../lambda/domain/model/migration-name.ts';
import { printable, printableJson } from '../../../lambda/domain/model/printable.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import { recordText } from '../../../lambda/domain/normal/words.ts';
import { type DescribedFile, describeUpFiles } from '../migration-files/describe-file.ts';
import {
  type MigrationFile,
  MigrationFolderError,
  readMigrationFolder,
} from '../migration-files/read-folder.ts';
import { MonitorFault } from './fault.ts';
import { type FileForecast, forecastingFiles } from './forecast/file-forecast.ts';
import { pendingAbove, type Standing, standingOf } from './forecast/pending.ts';
import { readDurations } from './forecast/read-durations.ts';
import { type Together, together } from './forecast/together.ts';
import { exactMoment, isoMoment } from './moments.ts';
import { type DeployedMonitor, type MonitorOptions, withMonitor } from './open-monitor.ts';
import { say } from './output.ts';

export interface ForecastOptions extends MonitorOptions {
  readonly environment: string;
  /** Default: every database of the environment that the settings name or that a run has shown. */
  readonly database?: readonly string[];
  /** The environment to compare with. Default: `after` of the environment in the settings, else those in which a file ran. */
  readonly after?: string;
  /** Default: the engine that the settings declare for the database. */
  readonly engine?: ClassifiedEngine;
  readonly json?: boolean;
}

/** One database, and what is expected of its pending files. */
interface DatabaseForecast extends Standing {
  readonly target: Target;
  readonly files: readonly FileForecast[];
  /** `null` if no file is pending, or if this is not known. */
  readonly together: Together | null;
}

/** `migrate-watch forecast`: how long will the pending files take? Returns the exit code: 3 if the version of a database is not known. */
export async function forecast(folder: string, options: ForecastOptions, now: number): Promise<number> {
  return withMonitor(options, async (monitor) => {
    if (options.after === options.environment)
      throw new MonitorFault('--after must name another environment than --environment');
    const files = filesOf(() => readMigrationFolder(folder));
    const { asked, known } = await targetsOf(monitor, options);
    if (asked.length === 0)
      throw new MonitorFault(`no database of ${printable(options.environment)} is known; give --database`, 3);
    const databases: DatabaseForecast[] = [];
    for (const target of asked)
      databases.push(await databaseForecast(target, known, { folder, files, options, monitor, now }));
    show(databases, options, now);
    return databases.some(({ version }) => version === null) ? 3 : 0;
  });
}

interface Question {
  readonly folder: string;
  readonly files: readonly MigrationFile[];
  readonly options: ForecastOptions;
  readonly monitor: DeployedMonitor;
  /** Epoch ms. */
  readonly now: number;
}

function filesOf<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MigrationFolderError)) throw error;
    throw new MonitorFault(error.message);
  }
}

async function targetsOf({ table, settings }: DeployedMonitor, { environment, database }: ForecastOptions) {
  const status = statusOf((await table.states()).states, await table.open(), settings);
  const known = status.databases.map(({ target }) => target);
  const asked =
    database?.map((each): Target => ({ environment, database: each })) ??
    known.filter((target) => target.environment === environment);
  return { asked, known };
}

async function databaseForecast(
  target: Target,
  known: readonly Target[],
  { folder, files, options, monitor, now }: Question,
): Promise<DatabaseForecast> {
  const { state } = await monitor.table.target(target);
  const standing = standingOf(state);
  if (standing.version === null) return { target, ...standing, files: [], together: null };
  const pending = pendingAbove(standing.version, files);
  const described = filesOf(() => describeUpFiles(folder, pending, engineOf(target, options, monitor)));
  const durations = await readDurations(monitor.table, target, known, afterOf(options, monitor));
  const forecasts = described.map(forecastingFiles({ ...durations, now }));
  return {
    target,
    ...standing,
    files: forecasts,
    together: forecasts.length === 0 ? null : together(forecasts),
  };
}

function engineOf(
  target: Target,
  { engine }: ForecastOptions,
  { settings }: DeployedMonitor,
): ClassifiedEngine | null {
  const declared = settings?.databases.find(({ name }) => name === target.database)?.engine;
  return engine ?? CLASSIFIED_ENGINES.find((each) => each === declared) ?? null;
}

function afterOf(
  { environment, after }: ForecastOptions,
  { settings }: DeployedMonitor,
): Readonly<Record<string, string>> {
  const before = after ?? settings?.environments.find(({ name }) => name === environment)?.after;
  return before == null ? {} : { [environment]: before };
}

function show(
  databases: readonly DatabaseForecast[],
  { environment, json }: ForecastOptions,
  now: number,
): void {
  if (json) {
    const answer = { schema: 1, type: 'forecast', environment, asOf: isoMoment(now) };
    process.stdout.write(`${printableJson({ ...answer, databases: databases.map(databaseJson) })}\n`);
    return;
  }
  say([...databases.flatMap(databaseLines), `As of ${exactMoment(now)}.`].map((line) => printable(line)));
}

function databaseLines({ target, version, note, files, together: sum }: DatabaseForecast): readonly string[] {
  const name = `${target.environment}/${target.database}`;
  if (version === null) return [`${name}: ${note}.`];
  const count =
    files.length === 0
      ? 'no file is'
      : `${counted(files.length, 'file')} ${files.length === 1 ? 'is' : 'are'}`;
  const records = files.flatMap((file) => (file.forecast && recordText(file.forecast)) ?? []);
  return [
    `${name} is at ${version}; ${count} pending${note === null ? '' : `; ${note}`}.`,
    ...files.flatMap(({ file, text }) => [`  ${migrationName(file)} (${classText(file)})`, `    ${text}.`]),
    ...(sum === null ? [] : [`  ${sum.text}`]),
    ...records.slice(0, 1).map((record) => `  ${record[0]!.toUpperCase()}${record.slice(1)}.`),
  ];
}

function classText({ sql }: DescribedFile): string {
  return sql.table === undefined ? sql.class : `${sql.class} of ${sql.table}`;
}

function databaseJson({ target, version, dirty, note, files, together: sum }: DatabaseForecast) {
  return {
    database: target.database,
    version,
    dirty,
    note,
    files: files.map(({ file, known, source, interval, text, forecast: made }) => ({
      version: file.version,
      name: file.identifier,
      digest: file.digest,
      class: file.sql.class,
      table: file.sql.table ?? null,
      known,
      text,
      source: source && { ...source.target, ms: source.ms },
      pairs: made?.n ?? null,
      lowMs: interval?.lowMs ?? null,
      medianMs: interval?.medianMs ?? null,
      highMs: interval?.highMs ?? null,
    })),
    together: sum && {
      text: sum.text,
      lowMs: sum.interval?.lowMs ?? null,
      medianMs: sum.interval?.medianMs ?? null,
      highMs: sum.interval?.highMs ?? null,
    },
  };
}
