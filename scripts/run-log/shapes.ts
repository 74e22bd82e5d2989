import * as z from 'zod';
import { ENGINES } from '../../lambda/contract/engine.ts';
import { OUTCOMES } from '../../lambda/domain/model/run.ts';

const text = (description: string) => z.string().describe(description);
const maybeText = (description: string) => z.string().nullable().describe(description);
const maybeTime = (description: string) => z.iso.datetime().nullable().describe(description);
const maybeMs = (description: string) => z.number().min(0).nullable().describe(description);

/** Fields of both kinds of lines. */
const common = {
  time: maybeTime('Event time of the change, ISO 8601, UTC; `null` when no line carries a time'),
  message: text('The line in a few words'),
  monitor: text("The monitor's name"),
  environment: text('Environment'),
  database: text('Database'),
  engine: z.enum(ENGINES).nullable().describe('As the settings declare it; `null` if they do not'),
  runId: text('Id of the run: `migrate-watch show` takes it'),
  revision: z.int().min(1).describe('Counts the changes of the run; a higher one is newer'),
};

/** One line for each transition of a run. */
export const RUN_LINE = z
  .strictObject({
    type: z.literal('run').describe('Kind of the line'),
    level: z.enum(['INFO', 'WARN', 'ERROR']).describe('How bad it is'),
    ...common,
    transition: z
      .enum(['started', 'ended', 'corrected', 'alerted', 'superseded'])
      .describe(
        'What changed: it appeared, ended, was corrected, showed something to alert people about, or was replaced',
      ),
    outcome: z.enum(OUTCOMES).describe('State of the run, or how it ended'),
    outcomeBefore: z.enum(OUTCOMES).nullable().describe('The outcome before; `null` if the run is new'),
    startedAt: maybeTime('When it began'),
    endedAt: maybeTime('When it ended; `null` while it is running'),
    command: maybeText(
      "golang-migrate's command: `up`, `down`, `goto`, `force`, `drop`, `version`, `create`",
    ),
    source: z.enum(['cli', 'cli-verbose', 'library']).describe('What printed its lines'),
    version: maybeText('Version of the last migration that it began'),
    dirtyVersion: maybeText('Version at which it left the database dirty, if its lines prove it'),
    migrationsApplied: z.int().min(0).describe('How many migrations it has applied'),
    durationMs: maybeMs('How long it lasted'),
    longestMigrationMs: maybeMs('Execution time of its longest migration'),
    errorClass: maybeText('Class of its error, such as `migration-failed`, `lock`, `connection`'),
    sqlState: maybeText("The server's SQLSTATE"),
    exitCode: z.int().nullable().describe('Exit code of the process, if the platform tells it'),
    alerts: z.array(z.string()).describe('Deadlines that passed while it ran'),
    findings: z.array(z.string()).describe('What deserves a look although it is not its error'),
    databaseUrl: maybeText('Announced address of the database, without user and password'),
    logGroup: maybeText('Log group of its output'),
    logStream: maybeText('Log stream of its output'),
  })
  .describe('A run changed');

/** One line for each migration that has finished. */
export const MIGRATION_LINE = z
  .strictObject({
    type: z.literal('migration').describe('Kind of the line'),
    level: z.enum(['INFO', 'ERROR']).describe('`ERROR` if it failed'),
    ...common,
    version: text('Version of the migration'),
    identifier: text('Name of its file, without version and direction'),
    direction: z.enum(['up', 'down']).describe('Direction'),
    outcome: z.enum(['applied', 'failed']).describe('How it ended'),
    ranMs: maybeMs('Execution time; `null` if it is not known'),
    ranFrom: z
      .enum(['ran', 'empty', 'derived'])
      .nullable()
      .describe('Where `ranMs` comes from: printed, an empty file, or derived from neighbouring lines'),
    ranAtLeast: z.boolean().describe('`ranMs` is a lower bound'),
  })
  .describe('A migration finished');
