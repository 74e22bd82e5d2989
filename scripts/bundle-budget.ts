import type { Metafile } from 'esbuild';

/** A handler as deployed. */
export interface HandlerBundle {
  readonly name: string;
  /** Path of the bundle below the repository. */
  readonly file: string;
  readonly bytes: number;
  /** Names of the `@aws-sdk/client-…` packages with code in the bundle, without that prefix; sorted. */
  readonly awsClients: readonly string[];
}

/** What a handler may weigh. */
export interface BundleBudget {
  readonly bytes: number;
  readonly awsClients: number;
}

/** 480 KB each (1 KB = 1,000 bytes), three AWS clients at most: what keeps a cold start near an empty function's. */
export const BUNDLE_BUDGET: BundleBudget = { bytes: 480_000, awsClients: 3 };

/** Size and AWS clients of one bundle, from esbuild's metafile. Packages that were tree-shaken away do not count. */
export function readBundle(name: string, file: string, metafile: Metafile): HandlerBundle {
  const output = metafile.outputs[file];
  if (output === undefined) throw new Error(`esbuild wrote no ${file}`);
  const clients = Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => {
    const client = /node_modules\/@aws-sdk\/client-([^/]+)\//.exec(path)?.[1];
    return client !== undefined && bytesInOutput > 0 ? [client] : [];
  });
  return { name, file, bytes: output.bytes, awsClients: [...new Set(clients)].sort() };
}

/** One sentence for each broken limit; empty when all hold. A bundle of exactly the budget holds. */
export function overBudget(bundles: readonly HandlerBundle[], budget: BundleBudget): string[] {
  return bundles.flatMap(({ file, bytes, awsClients }) => [
    ...(bytes > budget.bytes ? [`${file} has ${bytes} bytes; allowed are ${budget.bytes}.`] : []),
    ...(awsClients.length > budget.awsClients
      ? [
          `${file} holds ${awsClients.length} AWS clients (${awsClients.join(', ')}); allowed are ${budget.awsClients}.`,
        ]
      : []),
  ]);
}
