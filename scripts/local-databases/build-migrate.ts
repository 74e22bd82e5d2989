import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './find-program.ts';

const CACHE = join(import.meta.dirname, '../../node_modules/.cache/migrate-watch/migrate');

/** Drivers compiled in: both PostgreSQL ones, CockroachDB's, MySQL, and the SQLite one that needs no C compiler. */
const BUILD_TAGS = 'postgres pgx5 cockroachdb mysql sqlite';

const LIBRARY_CALLER = join(import.meta.dirname, '../capture/library');

/** Path of the program in `scripts/capture/library`, which uses golang-migrate as a library; it is built each time. */
export async function buildLibraryCaller(): Promise<string> {
  const program = join(CACHE, 'library-caller');
  const go = findProgram(['go'], 'golang-go');
  await promisify(execFile)(go, ['build', '-trimpath', '-o', program, '.'], {
    cwd: LIBRARY_CALLER,
    env: { ...process.env, CGO_ENABLED: '0' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return program;
}

/**
 * Path of golang-migrate's own `migrate` program at `version` (with its `v`), built once and then kept under `node_modules/.cache`.
 *
 * The build takes a minute or two and fetches modules through the Go module proxy. Such a build prints `dev` for `-version`; all
 * its other output is that of a released binary.
 */
export async function buildMigrate(version: string): Promise<string> {
  // Named by the drivers too, so that a program without one of them is not used.
  const folder = join(CACHE, `${version} ${BUILD_TAGS}`.replaceAll(' ', '-'));
  const program = join(folder, 'migrate');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const go = findProgram(['go'], 'golang-go');
  await promisify(execFile)(
    go,
    [
      'install',
      '-trimpath',
      '-tags',
      BUILD_TAGS,
      `github.com/golang-migrate/migrate/v4/cmd/migrate@${version}`,
    ],
    { env: { ...process.env, GOBIN: folder, CGO_ENABLED: '0' }, maxBuffer: 64 * 1024 * 1024 },
  );
  return program;
}
