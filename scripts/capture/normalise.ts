/** Paths and ports of this machine that are replaced in a fixture. */
export interface Places {
  readonly migrationsFolder: string;
  readonly dataFolder: string;
  readonly ports: readonly number[];
  readonly defaultPort: number;
}

/**
 * Replaces what differs from machine to machine: the migrations folder by `/migrations`, the SQLite file's folder by
 * `/data`, the server's port by its default, the Go module cache in a panic's trace by `/go/pkg/mod`. Every other byte
 * stays, durations, times and process ids too.
 */
export function normalise(text: Buffer, places: Places): Buffer {
  let result = text.toString('latin1'); // one char per byte, so that bytes that are not UTF-8 survive
  result = result.replaceAll(places.migrationsFolder, '/migrations').replaceAll(places.dataFolder, '/data');
  result = result.replaceAll(/\/[\w./-]*\/pkg\/mod\//g, '/go/pkg/mod/');
  for (const port of places.ports) result = result.replaceAll(`:${port}`, `:${places.defaultPort}`);
  return Buffer.from(result, 'latin1');
}

/** The command line as a person would type it, with everything between user and last `@` masked. */
export function maskedCommand(args: readonly string[]): string {
  const words = args.map((arg) => {
    const masked = arg.replace(/^(\w+:\/\/[^:/@]*:).*@/s, '$1***@');
    return /^[\w./:=,-]+$/.test(masked) ? masked : `'${masked}'`;
  });
  return ['migrate', ...words].join(' ');
}
