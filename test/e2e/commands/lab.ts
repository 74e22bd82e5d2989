import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { judge } from '../../../lambda/domain/diagnosis/judge.ts';
import { extractMigrateLines } from '../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import type { Fact } from '../../../lambda/domain/model/fact.ts';
import type { VerdictContext } from '../../../lambda/domain/model/judged-run.ts';
import type { Verdict } from '../../../lambda/domain/model/verdict.ts';
import { fold } from '../../../lambda/domain/runs/fold/fold.ts';
import { buildMigrate } from '../../../scripts/local-databases/build-migrate.ts';
import {
  type DatabaseServer,
  FAKE_PASSWORD,
  MIGRATE_USER,
} from '../../../scripts/local-databases/database-server.ts';
import { findProgram } from '../../../scripts/local-databases/find-program.ts';
import { branchWhen, commandsIn, wordsOf } from '../../builders/branches.ts';
import { sourcesOf } from '../../sources-of.ts';

/** What a command did. */
export interface Done {
  /** golang-migrate's command, or the line. */
  readonly command: string;
  readonly exitCode: number | null;
  /** Both streams: golang-migrate answers on stderr, the clients on stdout. */
  readonly output: string;
}

/** One empty database, a folder of migrations, and the real `migrate`: brings a state about and follows a page. */
export class Lab {
  readonly url: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'migrate-watch-commands-'));
  readonly #server: DatabaseServer;
  readonly #database: string;
  readonly #migrate: string;
  /** What a page names, and where its commands are found. */
  readonly environment: NodeJS.ProcessEnv;

  private constructor(server: DatabaseServer, database: string, migrate: string, scheme?: string) {
    this.#server = server;
    this.#database = database;
    this.#migrate = migrate;
    this.url = server.url(database, scheme);
    const optionFile = join(this.#folder, '.my.cnf');
    const options = {
      host: '127.0.0.1',
      port: server.port,
      user: MIGRATE_USER,
      password: FAKE_PASSWORD,
      database,
    };
    writeFileSync(
      optionFile,
      `[client]\n${Object.entries(options)
        .map(([key, value]) => `${key}=${value}\n`)
        .join('')}`,
    );
    this.environment = {
      PATH: [dirname(migrate), dirname(findProgram(['psql'], 'postgresql-client')), process.env['PATH']].join(
        delimiter,
      ),
      DATABASE_URL: this.url,
      MIGRATIONS: this.#folder,
      MYSQL_CNF: optionFile,
    };
  }

  /** `files`: names without `.sql`, such as `1_a.up`. */
  static async open(
    server: DatabaseServer,
    files: Readonly<Record<string, string>>,
    scheme?: string,
  ): Promise<Lab> {
    const database = 'app';
    await server.createDatabase(database);
    const lab = new Lab(server, database, await buildMigrate('v4.19.1'), scheme);
    for (const [name, sql] of Object.entries(files)) lab.write(name, sql);
    return lab;
  }

  write(name: string, sql: string): void {
    writeFileSync(join(this.#folder, `${name}.sql`), sql);
  }

  remove(name: string): void {
    rmSync(join(this.#folder, `${name}.sql`));
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** Runs SQL as administrator. */
  query(sql: string): Promise<string> {
    return this.#server.query(sql, this.#database);
  }

  /** Runs the real `migrate`, verbose; `parameters` are added to the URL. */
  async migrate(command: string, { parameters = '', plain = false } = {}): Promise<Done> {
    const ended = await this.#start(command, parameters, plain).ended;
    return ended;
  }

  /** Starts `migrate` and sends it `signal` once it executes a migration and `ready` holds. */
  async interrupt(command: string, signal: NodeJS.Signals, ready: () => Promise<boolean>): Promise<Done> {
    const { child, ended } = this.#start(command, '', false);
    while (!(await ready())) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill(signal);
    return ended;
  }

  #start(command: string, parameters: string, plain: boolean): { child: ChildProcess; ended: Promise<Done> } {
    const url =
      parameters === '' ? this.url : `${this.url}${this.url.includes('?') ? '&' : '?'}${parameters}`;
    const flags = ['-path', this.#folder, '-database', url, ...(plain ? [] : ['-verbose'])];
    const child = spawn(this.#migrate, [...flags, ...command.split(' ')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    const ended = new Promise<Done>((resolve) =>
      child.once('close', (code, signal) =>
        resolve({ command, exitCode: code ?? (signal === 'SIGKILL' ? 137 : 143), output }),
      ),
    );
    return { child, ended };
  }

  /** Runs a line of a page exactly as printed. */
  sh(line: string, environment: NodeJS.ProcessEnv = {}): Promise<Done> {
    return new Promise((resolve) =>
      execFile(
        'sh',
        ['-c', line],
        { env: { ...this.environment, ...environment }, timeout: 30_000 },
        (error, stdout, stderr) =>
          resolve({
            command: line,
            exitCode: error === null ? 0 : (error.code as number | null),
            output: stdout + stderr,
          }),
      ),
    );
  }

  /** The output behind a shell's trace, through the same parser and fold as in production, judged. */
  judge(done: Done, known: Partial<VerdictContext> = {}): Verdict {
    const trace = `+ migrate -path m -database **** ${done.command}`;
    const events = `${trace}\n${done.output}`
      .split('\n')
      .map((text, line) => ({ id: String(line).padStart(6, '0'), timestamp: null, message: text }));
    const place = { logGroup: 'app', logStream: 'stream' };
    const facts: Fact[] = extractMigrateLines({ ...place, events }, 'stream').map((lines, index) => ({
      ...lines,
      kind: 'lines',
      id: `${index}`,
      read: 'stream',
    }));
    facts.push({
      ...place,
      kind: 'ended',
      id: 'end',
      at: 0,
      platform: 'ecs',
      container: null,
      exitCode: done.exitCode,
      stopCode: null,
      reason: null,
      outOfMemory: false,
      resource: '',
      version: 1,
    });
    const sources = sourcesOf(
      'sources: [{ logGroup: app, dedicated: true, environment: test, database: app }]',
    );
    const [run] = fold(facts, { origin: 'origin', sources });
    const verdict = run && judge(run, { engine: null, multiStatement: null, versionBefore: null, ...known });
    if (!verdict) throw new Error(`no verdict on: ${done.output}`);
    return verdict;
  }
}

/** The commands of a page, of all its branches. */
export function commandsOf(verdict: Verdict): readonly string[] {
  return commandsIn(verdict.next);
}

/** The commands of the page's only way, or of what comes first and the one branch whose condition has `words` in it. */
export function way(verdict: Verdict, words?: string): readonly string[] {
  const first = verdict.next.filter(({ when }) => when === null);
  if (words !== undefined) return commandsIn([...first, branchWhen(verdict.next, words)]);
  if (first.length !== verdict.next.length)
    throw new Error(`more than one way in:\n${wordsOf(verdict.next).join('\n')}`);
  return commandsIn(first);
}

/** The commands of the one branch whose condition has `words` in it, without what comes first. */
export function branch(verdict: Verdict, words: string): readonly string[] {
  return commandsIn([branchWhen(verdict.next, words)]);
}

/** The only command of a page that has `word` in it; the same one may be in several branches. */
export function commandWith(verdict: Verdict, word: string): string {
  const found = [...new Set(commandsOf(verdict).filter((command) => command.includes(word)))];
  if (found.length !== 1)
    throw new Error(`${found.length} commands with ${word} in:\n${wordsOf(verdict.next).join('\n')}`);
  return found[0]!;
}

/** The command that a sentence has the reader complete: the only one with `word` in it, `number` instead of `PID` or `ID`. */
export function completed(verdict: Verdict, word: string, number: string): string {
  const found = wordsOf(verdict.next).flatMap((step) => /`([^`]+)`/.exec(step)?.[1] ?? []);
  const [only, another] = found.filter((command) => command.includes(word));
  if (only === undefined || another !== undefined)
    throw new Error(`not one command to complete with ${word} in:\n${wordsOf(verdict.next).join('\n')}`);
  return only.replace(/\bP?ID\b/, number);
}
