import type { Metafile } from 'esbuild';

/** A handler as deployed. */
export interface HandlerBundle {
  readonly name: string;
  /** Path of the entry below the repository. */
  readonly file: string;
  /** Entry and chunks together. */
  readonly bytes: number;
  /** Entry, and the chunks that are loaded with it. */
  readonly bytesAtStart: number;
  /** The `@aws-sdk/client-…` packages that are loaded when the function starts, without that prefix; sorted. */
  readonly awsClients: readonly string[];
  /** The clients that are loaded only when needed. */
  readonly lazyAwsClients: readonly string[];
}

/** Limits of a handler. */
export interface BundleBudget {
  readonly bytes: number;
  /** Limits of single handlers that nobody waits for. */
  readonly bytesOf: Readonly<Record<string, number>>;
  /** Limits of the bytes that a start loads, for the handlers that load most of their code late. */
  readonly bytesAtStart: Readonly<Record<string, number>>;
  /** AWS clients that a start loads. */
  readonly awsClients: number;
}

/**
 * 580 KB each (1 KB = 1,000 bytes; 480 is wanted) and at most three AWS clients. Up to half of that is the SDK
 * (decisions 47 and 57).
 * `review` is called once a week: it has the code that decides about runs and incidents, to replay them, and the client of S3.
 * `ingest` starts with what searches a delivery, and loads the rest when it has found something.
 */
export const BUNDLE_BUDGET: BundleBudget = {
  bytes: 580_000,
  bytesOf: { review: 660_000 },
  bytesAtStart: { ingest: 60_000 },
  awsClients: 3,
};

/** Size and AWS clients of one handler, from esbuild's metafile. Packages that were tree-shaken away do not count. */
export function readBundle(name: string, file: string, { outputs }: Metafile): HandlerBundle {
  const atStart = new Set<string>();
  const load = (path: string): void => {
    if (atStart.has(path)) return;
    atStart.add(path);
    for (const { path: next, kind } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && next in outputs) load(next);
    }
  };
  if (!(file in outputs)) throw new Error(`esbuild wrote no ${file}`);
  load(file);
  const entries = Object.entries(outputs);
  const awsClients = clientsIn(entries.flatMap(([path, { inputs }]) => (atStart.has(path) ? [inputs] : [])));
  const all = clientsIn(entries.map(([, { inputs }]) => inputs));
  return {
    name,
    file,
    bytes: entries.reduce((sum, [, { bytes }]) => sum + bytes, 0),
    bytesAtStart: entries.reduce((sum, [path, { bytes }]) => sum + (atStart.has(path) ? bytes : 0), 0),
    awsClients,
    lazyAwsClients: all.filter((client) => !awsClients.includes(client)),
  };
}

function clientsIn(inputs: readonly Metafile['outputs'][string]['inputs'][]): string[] {
  const clients = inputs
    .flatMap(Object.entries<{ bytesInOutput: number }>)
    .flatMap(([path, { bytesInOutput }]) => {
      const client = /node_modules\/@aws-sdk\/client-([^/]+)\//.exec(path)?.[1];
      return client !== undefined && bytesInOutput > 0 ? [client] : [];
    });
  return [...new Set(clients)].sort();
}

/** One sentence for each exceeded limit; empty when there is none. A bundle of exactly the budget is within it. */
export function overBudget(bundles: readonly HandlerBundle[], budget: BundleBudget): string[] {
  return bundles.flatMap(({ name, file, bytes, bytesAtStart, awsClients }) => {
    const most = budget.bytesOf[name] ?? budget.bytes;
    const mostAtStart = budget.bytesAtStart[name] ?? most;
    return [
      ...(bytes > most ? [`${file} has ${bytes} bytes; allowed are ${most}.`] : []),
      ...(bytesAtStart > mostAtStart
        ? [`${file} loads ${bytesAtStart} bytes at start; allowed are ${mostAtStart}.`]
        : []),
      ...(awsClients.length > budget.awsClients
        ? [
            `${file} holds ${awsClients.length} AWS clients (${awsClients.join(', ')}); allowed are ${budget.awsClients}.`,
          ]
        : []),
    ];
  });
}
