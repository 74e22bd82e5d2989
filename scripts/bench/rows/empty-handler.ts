import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../bundle.ts';

/** Writes a handler that does nothing, against which starts are measured; returns its URL. */
export function emptyHandler(): string {
  const file = join(ROOT, 'dist/bench/empty/index.mjs');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, 'export const handler = async () => {};\n');
  return pathToFileURL(file).href;
}
