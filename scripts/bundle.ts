import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { type HandlerBundle, readBundle } from './bundle-budget.ts';
import { whileAlone } from './while-alone.ts';

/** The repository's root, absolute. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What every bundle shares. ES modules of packages are preferred to their CommonJS builds, because only ES modules can be tree-shaken. */
export const BUNDLE_OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  // CommonJS packages inside an ES module still call `require` for Node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
} satisfies BuildOptions;

/** An AWS client reads only the version of its package.json; the whole file would add 2 KB for each client. */
const VERSION_OF_CLIENTS: Plugin = {
  name: 'version-of-clients',
  setup: ({ onLoad }) => {
    onLoad({ filter: /@aws-sdk\/client-[^/]+\/package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** Where {@link buildHandlers} puts the bundles. */
const HANDLERS = join(ROOT, 'dist/lambda');
/** Beside the bundles: what they were built from, and what was built. */
const BUILT = 'built.json';
/** Whatever a bundle is made of. */
const SOURCES = [
  'lambda',
  'scripts/bundle.ts',
  'scripts/bundle-budget.ts',
  'package.json',
  'package-lock.json',
];

interface Built {
  readonly sources: string;
  readonly bundles: readonly HandlerBundle[];
}

/**
 * Builds each `lambda/handlers/<name>.ts` into `dist/lambda/<name>/index.mjs`, with the SDK inside. Lazy imports become
 * chunks beside it.
 *
 * Bundles of unchanged sources stay as they are. New ones are built beside them and take their place at once, so a
 * second synthesis in the same checkout always finds whole bundles; of two builds at a time, one waits for the other.
 */
export async function buildHandlers(folder = HANDLERS): Promise<readonly HandlerBundle[]> {
  const sources = hashOf(SOURCES);
  return whileAlone(`${folder}.lock`, async () => {
    const built = readBuilt(folder);
    if (built?.sources === sources) return built.bundles;
    const beside = `${folder}.${process.pid}`;
    const bundles = await bundleInto(beside);
    writeFileSync(join(beside, BUILT), JSON.stringify({ sources, bundles } satisfies Built));
    const former = `${beside}.former`;
    if (existsSync(folder)) renameSync(folder, former);
    renameSync(beside, folder);
    rmSync(former, { recursive: true, force: true });
    return bundles;
  });
}

function readBuilt(folder: string): Built | undefined {
  const file = join(folder, BUILT);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Built) : undefined;
}

async function bundleInto(target: string): Promise<HandlerBundle[]> {
  const folder = join(ROOT, 'lambda/handlers');
  const handlers = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.ts')) : [];
  mkdirSync(target, { recursive: true });
  return Promise.all(
    handlers.map(async (file) => {
      const name = basename(file, '.ts');
      const { metafile } = await build({
        ...BUNDLE_OPTIONS,
        entryPoints: [`lambda/handlers/${file}`],
        outdir: join(target, name),
        entryNames: 'index',
        outExtension: { '.js': '.mjs' },
        splitting: true,
        metafile: true,
        // The SDK's notice about Node 20 is meant for the person who chooses the runtime, not for each log group.
        define: {
          'process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': '"true"',
          RULES_HASH: JSON.stringify(hashOf(['lambda/contract', 'lambda/domain']).slice(0, 16)),
        },
        // The SDK's code for web pages imports it; esbuild would keep it as a chunk that is never loaded.
        external: ['bowser'],
        plugins: [VERSION_OF_CLIENTS],
        alias: {
          '@aws-sdk/credential-provider-node': './lambda/adapters/aws/lambda-credentials.ts',
          '@aws-sdk/endpoint-cache': './lambda/adapters/aws/no-endpoint-cache.ts',
          '@smithy/core/event-streams': './lambda/adapters/aws/no-event-streams.ts',
        },
      });
      const { file: _, ...bundle } = readBundle(
        name,
        relative(ROOT, join(target, name, 'index.mjs')),
        metafile,
      );
      return { ...bundle, file: `dist/lambda/${name}/index.mjs` };
    }),
  );
}

/**
 * Hash of all TypeScript files of these folders, and of these files. That of the code that reads, folds and judges is
 * part of the bundles: when it changes, an origin's snapshot is made again.
 */
function hashOf(places: readonly string[]): string {
  const hash = createHash('sha256');
  for (const place of places) {
    const isFile = statSync(join(ROOT, place)).isFile();
    const names = isFile ? [''] : readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((each) => isFile || each.endsWith('.ts')).sort()) {
      const path = isFile ? place : `${place}/${name}`;
      hash.update(`${path}\n`).update(readFileSync(join(ROOT, path)));
    }
  }
  return hash.digest('hex');
}

/**
 * Builds `lib/index.ts` for people's own CDK apps: one ES module, `dist/construct/index.mjs`, and its types below
 * `dist/types`. CDK itself is not included. The bundle is at the same depth as its source, because it finds
 * `dist/lambda` relative to itself.
 *
 * @throws when it needs a package that only this repository has, or when the types do not compile.
 */
export async function buildConstruct(): Promise<void> {
  for (const folder of ['dist/construct', 'dist/types'])
    rmSync(join(ROOT, folder), { recursive: true, force: true });
  const { metafile } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: ['lib/index.ts'],
    outfile: 'dist/construct/index.mjs',
    minify: false,
    banner: {},
    packages: 'external',
    metafile: true,
  });
  const foreign = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports.map(({ path }) => path))
    .filter((path) => !/^(?:aws-cdk-lib|constructs|node:)/.test(path));
  if (foreign.length > 0) throw new Error(`lib/index.ts needs ${foreign.join(', ')}`);
  await promisify(execFile)(join(ROOT, 'node_modules/.bin/tsc'), ['--project', 'tsconfig.types.json'], {
    cwd: ROOT,
  });
}

/** Where {@link buildCli} puts the command line, below the repository. */
export const CLI_FILE = 'dist/cli.mjs';

/**
 * Builds `bin/cli.ts` into {@link CLI_FILE}; what a command imports lazily becomes a chunk of its own. Returns its
 * bytes, chunks left out.
 */
export async function buildCli(): Promise<number> {
  rmSync(join(ROOT, 'dist/cli'), { recursive: true, force: true });
  const { metafile } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: ['bin/cli.ts'],
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    splitting: true,
    chunkNames: 'cli/[name]-[hash]',
    metafile: true,
    // Loads its own files by computed names, so it cannot be bundled; only the demo needs it.
    external: ['dynalite'],
  });
  chmodSync(join(ROOT, CLI_FILE), 0o755);
  return metafile.outputs[CLI_FILE]?.bytes ?? 0;
}
