import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { BUNDLE_BUDGET, type HandlerBundle, overBudget, readBundle } from './bundle-budget.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * What every bundle shares. The packages' ES modules are preferred to their CommonJS builds, because only those
 * can be tree-shaken; the Node 20 notice of the AWS SDK is compiled out, because it is not about our users' input.
 */
const SHARED = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  outExtension: { '.js': '.mjs' },
  define: { 'process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': '"true"' },
  // CommonJS packages inside an ES module still call `require` for Node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
} satisfies BuildOptions;

/** Builds `lambda/handlers/<name>.ts` into `dist/lambda/<name>/index.mjs`, the SDK inside. */
async function buildHandlers(): Promise<HandlerBundle[]> {
  rmSync(join(root, 'dist/lambda'), { recursive: true, force: true });
  const folder = join(root, 'lambda/handlers');
  const handlers = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.ts')) : [];
  return Promise.all(
    handlers.map(async (file) => {
      const name = basename(file, '.ts');
      const outfile = `dist/lambda/${name}/index.mjs`;
      const { outExtension: _, ...options } = SHARED;
      const { metafile } = await build({ ...options, entryPoints: [`lambda/handlers/${file}`], outfile });
      return readBundle(name, outfile, metafile);
    }),
  );
}

/** Builds `bin/cli.ts` into `dist/cli.mjs`; what a command imports lazily becomes a chunk of its own. */
async function buildCli(): Promise<Metafile> {
  rmSync(join(root, 'dist/cli'), { recursive: true, force: true });
  const { metafile } = await build({
    ...SHARED,
    entryPoints: ['bin/cli.ts'],
    outdir: 'dist',
    splitting: true,
    chunkNames: 'cli/[name]-[hash]',
    // Loads its own files by computed names, so it cannot be bundled; only the demo needs it.
    external: ['dynalite'],
  });
  chmodSync(join(root, 'dist/cli.mjs'), 0o755);
  return metafile;
}

const only = process.argv[2];
if (only !== undefined && only !== 'cli' && only !== 'lambda') {
  console.error(`Unknown part '${only}'; expected cli, lambda or nothing for both.`);
  process.exit(2);
}
if (only !== 'lambda') {
  const { outputs } = await buildCli();
  if (only === undefined) console.log(`dist/cli.mjs ${kilobytes(outputs['dist/cli.mjs']?.bytes ?? 0)}`);
}
if (only !== 'cli') {
  const bundles = await buildHandlers();
  for (const bundle of bundles) {
    console.log(
      `${bundle.file} ${kilobytes(bundle.bytes)}, AWS clients: ${bundle.awsClients.join(', ') || 'none'}`,
    );
  }
  const problems = overBudget(bundles, BUNDLE_BUDGET);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}
