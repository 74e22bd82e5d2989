import { type ExecFileException, execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../../scripts/bundle.ts';

/** The TypeScript of docs/construct.md: what it shows is what is tested. */
const [, SNIPPET = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync('docs/construct.md', 'utf8')) ?? [];
const TSC = join(ROOT, 'node_modules/.bin/tsc');

let folder: string;

/** Somebody's app: the packed package, and CDK beside it. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-watch-package-'));
  const { stdout } = await promisify(execFile)(
    'npm',
    ['pack', '--silent', '--json', '--pack-destination', folder],
    { cwd: ROOT, env: { ...process.env, NODE_ENV: '' } },
  );
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  const own = join(folder, 'node_modules/migrate-watch');
  mkdirSync(own, { recursive: true });
  await promisify(execFile)('tar', ['-xzf', join(folder, filename), '-C', own, '--strip-components=1']);
  mkdirSync(join(folder, 'node_modules/@types'));
  for (const name of ['aws-cdk-lib', 'constructs', '@types/node'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number;
  readonly printed: string;
}

async function run(program: string, ...words: string[]): Promise<Ended> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, NO_COLOR: '1' };
  try {
    const { stdout, stderr } = await promisify(execFile)(program, words, { cwd: folder, env });
    return { exitCode: 0, printed: `${stdout}${stderr}` };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as ExecFileException;
    return { exitCode: Number(code), printed: `${stdout}${stderr}` };
  }
}

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

const compilerOptions = {
  target: 'es2023',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  types: ['node'],
  outDir: 'built',
};

/** The template that the app synthesised. */
function template(outdir: string) {
  const text = readFileSync(join(folder, outdir, 'migrations.template.json'), 'utf8');
  return JSON.parse(text) as { Resources: Record<string, { Type: string; Properties: never }> };
}

describe.each([
  ['an ES module', 'module'],
  ['CommonJS', 'commonjs'],
])('an app that is %s', (_name, type) => {
  beforeAll(() => {
    write('package.json', JSON.stringify({ type, private: true }));
    write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['app.ts'] }));
    write('app.ts', `${SNIPPET}\napp.synth();\n`);
  });

  test('compiles against the package’s types, which are complete and report wrong props', async () => {
    expect(await run(TSC)).toEqual({ exitCode: 0, printed: '' });
    write('app.ts', SNIPPET.replace("engine: 'postgres'", "engine: 'oracle'"));
    const { exitCode, printed } = await run(TSC, '--noEmit');
    expect([exitCode, printed]).toEqual([1, expect.stringContaining(`'"oracle"' is not assignable`)]);
  });

  test('synthesises two monitors in one stack, with the functions’ code', async () => {
    const outdir = `cdk.out.${type}`;
    write('synth.cjs', `process.env.CDK_OUTDIR = ${JSON.stringify(outdir)}; import('./built/app.js');`);
    const { exitCode, printed } = await run(process.execPath, 'synth.cjs');
    expect(exitCode, printed).toBe(0);

    const { Resources } = template(outdir);
    const functions = Object.entries(Resources).filter(([, each]) => each.Type === 'AWS::Lambda::Function');
    for (const monitor of ['Orders', 'Billing'])
      for (const name of ['ingest', 'lifecycle', 'sweep', 'page'])
        expect(functions.map(([id]) => id)).toContainEqual(
          expect.stringMatching(`^${monitor}Functions${name}[0-9A-F]{8}$`),
        );
    const { files } = JSON.parse(readFileSync(join(folder, outdir, 'migrations.assets.json'), 'utf8')) as {
      files: Record<string, { source: { path: string; packaging: string } }>;
    };
    const bundles = Object.values(files).filter(({ source }) => source.packaging === 'zip');
    expect(bundles.length).toBeGreaterThan(4);

    for (const { source } of bundles)
      expect(readFileSync(join(folder, outdir, source.path, 'index.mjs'), 'utf8')).toContain('handler');
  });
});

test('a user’s own subscriber compiles against the relay and loads it', async () => {
  write('package.json', JSON.stringify({ type: 'module', private: true }));
  write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['subscriber.ts'] }));
  write(
    'subscriber.ts',
    "import { relay } from 'migrate-watch/relay';\nexport const handed: Promise<number> = relay({ awslogs: { data: '' } });\nhanded.catch((error: Error) => console.log(error.message));\n",
  );
  expect(await run(TSC)).toEqual({ exitCode: 0, printed: '' });
  expect((await run(process.execPath, 'built/subscriber.js')).printed).toContain(
    'INGEST_FUNCTION is not set',
  );
});

test('the command line runs from the package alone', async () => {
  const cli = join(folder, 'node_modules/migrate-watch/dist/cli.mjs');
  write('run.log', 'error: Dirty database version 3. Fix and force version.\n');
  expect(await run(process.execPath, cli, 'parse', 'run.log')).toMatchObject({
    exitCode: 0,
    printed: expect.stringContaining('DIRTY at version 3'),
  });
  expect(await run(process.execPath, cli, 'redrive')).toMatchObject({
    exitCode: 2,
    printed: expect.stringMatching(/^stack migrate-watch: no AWS (?:Region|credentials); /),
  });
  expect(await run(process.execPath, cli, 'demo')).toMatchObject({
    exitCode: 2,
    printed: expect.stringContaining('npm install dynalite\n'),
  });
});
