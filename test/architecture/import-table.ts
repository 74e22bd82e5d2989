import { posix } from 'node:path';

interface Row {
  /** Path prefix that the row is about; the first row that fits counts. */
  readonly of: string;
  /** Prefixes of the project's own paths that may be imported, beside the folder itself. */
  readonly own: readonly string[];
  /** Packages and Node's modules that may be imported. */
  readonly packages: RegExp;
}

const NOTHING = /^(?!)/;
const ANYTHING = /^/;
/** Packages without input or output: they calculate. */
const PURE = /^(?:croner|hono\/html|simple-statistics|zod)(?:$|\/)/;

/**
 * The stages of the flow, in its order: log batch → lines → events → facts → runs → verdicts → incidents → pages → channels. A stage
 * imports earlier ones only. `model` holds the values that the stages pass on; `normal` the statistics of how long a migration takes, `load` those of metrics;
 * `backtest` replays what would have been paged under other settings; `review` counts what happened in a week; `stored` has the versions of what is stored and sent.
 */
const STAGES = [
  'model',
  'lines',
  'normal',
  'load',
  'runs',
  'diagnosis',
  'incidents',
  'pages',
  'channels',
  'canary',
  'backtest',
  'review',
  'stored',
];

/** Who may import what; docs/decisions/0002-imports-point-one-way.md says why. */
const TABLE: readonly Row[] = [
  { of: 'lambda/contract/', own: [], packages: NOTHING },
  ...STAGES.map((stage, index) => ({
    of: `lambda/domain/${stage}/`,
    own: ['lambda/contract/', ...STAGES.slice(0, index).map((earlier) => `lambda/domain/${earlier}/`)],
    packages: PURE,
  })),
  // A hash has one answer for one input, and only Node's own is synchronous.
  { of: 'lambda/pipeline/sha256.ts', own: [], packages: /^node:crypto$/ },
  { of: 'lambda/pipeline/', own: ['lambda/domain/', 'lambda/contract/'], packages: PURE },
  {
    of: 'lambda/adapters/',
    own: ['lambda/pipeline/ports.ts', 'lambda/domain/', 'lambda/contract/', 'lambda/config/'],
    packages: ANYTHING,
  },
  {
    of: 'lambda/handlers/',
    own: ['lambda/pipeline/', 'lambda/adapters/', 'lambda/config/', 'lambda/contract/'],
    packages: ANYTHING,
  },
  { of: 'lambda/config/', own: ['lambda/domain/', 'lambda/contract/'], packages: PURE },
  { of: 'lib/settings/', own: ['lambda/contract/'], packages: /^(?!aws-cdk-lib|constructs|@aws-sdk)/ },
  {
    of: 'lib/functions/',
    own: ['lib/settings/', 'lib/runbook-url.ts', 'lambda/contract/'],
    packages: NOTHING,
  },
  {
    of: 'lib/',
    own: ['lib/', 'lambda/contract/', 'package.json'],
    packages: /^(?:aws-cdk-lib|constructs|node:fs|node:path|node:url)(?:$|\/)/,
  },
  { of: 'bin/app.ts', own: ['lib/'], packages: /^(?:aws-cdk-lib|constructs|node:.*)(?:$|\/)/ },
  {
    of: 'bin/',
    own: [
      'bin/',
      'lambda/pipeline/',
      'lambda/adapters/',
      'lambda/config/',
      'lambda/domain/',
      'lambda/contract/',
      'lib/settings/',
      'lib/functions/',
      'package.json',
    ],
    packages: /^(?!aws-cdk-lib|constructs)/,
  },
];

/** One sentence for each import of `file` (a path from the repository's root) that {@link TABLE} does not allow. */
export function forbiddenImports(file: string, source: string): string[] {
  const row = TABLE.find(({ of }) => file.startsWith(of));
  if (row === undefined) return [`${file} is in a folder that the import table does not have`];
  return importsOf(source)
    .filter((specifier) => {
      if (!specifier.startsWith('.')) return !row.packages.test(specifier);
      const target = posix.join(posix.dirname(file), specifier);
      return !target.startsWith(row.of) && !row.own.some((own) => target.startsWith(own));
    })
    .map((specifier) => `${file} may not import ${specifier}`);
}

/**
 * A whole string literal, comment or template is taken as one token, so that text inside it is never read as code;
 * the alternative that names a module captures it. A regular expression literal that holds a quote may hide what
 * follows on its own line, never more: a string literal ends at the line's end at the latest.
 */
const TOKENS =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\b(?:from|import|import\s*\(|require\s*\()\s*['"]([^'"\n]+)['"]|'(?:\\.|[^'\\\n])*(?:'|$)|"(?:\\.|[^"\\\n])*(?:"|$)/gm;

/** Modules that `source` names in imports, re-exports, `import(…)` and `require(…)`, in order. Types count. */
export function importsOf(source: string): string[] {
  return [...source.matchAll(TOKENS)].flatMap(([, specifier]) => specifier ?? []);
}
