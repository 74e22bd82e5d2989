import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { forbiddenImports, importsOf } from './import-table.ts';
import { sourceFiles } from './source-files.ts';

test('imports keep to the table: each folder imports only earlier folders', () => {
  const files = sourceFiles(['bin', 'lib', 'lambda']);
  expect(files.length).toBeGreaterThan(0);
  expect(files.flatMap((file) => forbiddenImports(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test('no import is for its effect: package.json says that modules have none, so a bundle leaves it out', () => {
  const found = sourceFiles(['bin', 'lib', 'lambda']).filter((file) =>
    /^import ['"]\./m.test(readFileSync(file, 'utf8')),
  );
  expect(found).toEqual([]);
});

test.each([
  ["import { a } from './a.ts';", ['./a.ts']],
  ["import type { A } from '../domain/a.ts';", ['../domain/a.ts']],
  ["import {\n  a,\n  type B,\n} from './several-lines.ts';", ['./several-lines.ts']],
  ["import './side-effect.ts';", ['./side-effect.ts']],
  ["export * from './again.ts';", ['./again.ts']],
  ["const a = await import('./lazy.ts');", ['./lazy.ts']],
  ["type A = import('./type.ts').A;", ['./type.ts']],
  ["const a = require('./common.cjs');", ['./common.cjs']],
  ["// import { a } from './comment.ts';\n/* import './block.ts' */", []],
  ['const text = \'copied from "./text.ts"\';', []],
])('reads %j', (source, expected) => {
  expect(importsOf(source)).toEqual(expected);
});

test.each([
  ['lambda/contract/table.ts', '../domain/model/run.ts'],
  ['lambda/domain/lines/parse/parse-line.ts', '../../runs/fold/fold.ts'],
  ['lambda/domain/runs/fold/fold.ts', '../../incidents/evolve.ts'],
  ['lambda/domain/incidents/evolve.ts', '../pages/write-page.ts'],
  ['lambda/domain/runs/fold/fold.ts', 'node:crypto'],
  ['lambda/domain/runs/fold/fold.ts', '../../../../pipeline/ports.ts'],
  ['lambda/domain/runs/fold/fold.ts', '@aws-sdk/client-sns'],
  ['lambda/pipeline/ingest.ts', 'node:crypto'],
  ['lambda/pipeline/ingest.ts', '../adapters/sns-pager.ts'],
  ['lambda/adapters/aws/sns-pager.ts', '../../pipeline/ingest.ts'],
  ['lambda/adapters/aws/sns-pager.ts', '../../handlers/ingest.ts'],
  ['lambda/handlers/ingest.ts', '../domain/runs/fold/fold.ts'],
  ['lib/stacks/monitor.ts', '../../lambda/domain/runs/fold/fold.ts'],
  ['lib/settings/read.ts', 'aws-cdk-lib'],
  ['bin/cli/parse.ts', '../../lib/stacks/monitor.ts'],
  ['bin/cli/parse.ts', 'aws-cdk-lib'],
])('%s may not import %s', (file, specifier) => {
  expect(forbiddenImports(file, `import '${specifier}';`)).toEqual([`${file} may not import ${specifier}`]);
});

test.each([
  ['lambda/domain/runs/fold/fold.ts', '../../../contract/table.ts'],
  ['lambda/domain/pages/write-page.ts', '../incidents/evolve.ts'],
  ['lambda/pipeline/ingest.ts', '../domain/runs/fold/fold.ts'],
  ['lambda/adapters/aws/sns-pager.ts', '../../pipeline/ports.ts'],
  ['lambda/adapters/aws/sns-pager.ts', 'node:crypto'],
  ['lambda/handlers/ingest.ts', '../config/writer.ts'],
  ['lib/stacks/monitor.ts', 'aws-cdk-lib/aws-sns'],
  ['lib/settings/read.ts', 'yaml'],
  ['bin/cli/parse.ts', '../../lambda/pipeline/ingest.ts'],
  ['bin/cli/parse.ts', '../../lib/settings/read.ts'],
])('%s may import %s', (file, specifier) => {
  expect(forbiddenImports(file, `import '${specifier}';`)).toEqual([]);
});

test('no two folders of lambda and lib import each other', () => {
  // The package's entry exports from every folder; the settings' checks and schema share the files beside them.
  const files = sourceFiles(['lambda', 'lib']).filter(
    (file) => file !== 'lib/index.ts' && !file.startsWith('lib/settings/'),
  );
  const imports = files.flatMap((file) =>
    importsOf(readFileSync(file, 'utf8'))
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => [dirname(file), dirname(join(dirname(file), specifier))] as const)
      .filter(([from, to]) => from !== to),
  );
  const pairs = new Set(imports.map(([from, to]) => `${from} → ${to}`));
  expect(pairs.size).toBeGreaterThan(0);
  expect([...imports].filter(([from, to]) => pairs.has(`${to} → ${from}`))).toEqual([]);
});

test('no source files import each other in a circle', () => {
  const imports = new Map(
    sourceFiles(['lambda', 'lib', 'bin', 'scripts']).map((file) => [
      file,
      importsOf(readFileSync(file, 'utf8'))
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => join(dirname(file), specifier)),
    ]),
  );
  expect(imports.size).toBeGreaterThan(0);
  expect(circleIn(imports)).toBeUndefined();
  expect(
    circleIn(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
  ).toEqual(['b', 'c', 'b']);
});

/** The first circle that a walk along the imports meets. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const circle = walk(next, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = walk(file, []);
    if (circle) return circle;
  }
  return undefined;
}
